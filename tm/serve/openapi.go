package serve

import (
	"net/http"
	"reflect"
	"regexp"
	"strings"

	"golang.org/x/text/language"
)

// serveDescription writes the description of the API in OpenAPI 3.1
// (https://spec.openapis.org/oas/v3.1.0), made of the rows that the handlers
// are registered from and of the types that they read and write.
func (s *Server) serveDescription(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.description())
}

type object = map[string]any

func (s *Server) description() object {
	schemas := object{}
	paths := object{}
	for _, r := range s.routes() {
		path := apiRoot + r.path
		if paths[path] == nil {
			paths[path] = object{}
		}
		paths[path].(object)[strings.ToLower(r.method)] = r.operation(schemas)
	}
	return object{
		"openapi": "3.1.0",
		"info": object{"title": "calque", "version": s.options.Version,
			"description": "A translation memory: look-ups, concordance, stories and their review.",
			"license":     object{"name": "Apache-2.0", "identifier": "Apache-2.0"}},
		"paths": paths,
		"components": object{
			"schemas":         schemas,
			"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}},
		},
		"security": []object{{}, {"token": []string{}}},
	}
}

var inPath = regexp.MustCompile(`\{(\w+)\}`)

func (r route) operation(schemas object) object {
	parameters := []object{}
	for _, name := range inPath.FindAllStringSubmatch(r.path, -1) {
		parameters = append(parameters, object{"name": name[1], "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	for _, p := range r.parameters {
		parameters = append(parameters, object{"name": p.name, "in": "query", "required": p.required,
			"description": p.says, "schema": object{"type": p.kind}})
	}
	problem := object{"description": "what is wrong", "content": object{
		"application/problem+json": object{"schema": schemaOf(reflect.TypeFor[problemDocument](), schemas)}}}
	operation := object{"summary": r.summary, "operationId": r.operationID(), "parameters": parameters,
		"responses": object{"200": object{"description": "done", "content": r.content(schemas)}, "default": problem}}
	if r.body != nil {
		operation["requestBody"] = object{"required": true, "content": object{
			"application/json": object{"schema": schemaOf(reflect.TypeOf(r.body), schemas)}}}
	}
	if r.files {
		files := object{"type": "array", "items": object{"type": "string", "format": "binary"}}
		operation["requestBody"] = object{"required": true, "content": object{"multipart/form-data": object{
			"schema": object{"type": "object", "properties": object{"files": files}, "required": []string{"files"}}}}}
	}
	return operation
}

// content describes what is answered.
func (r route) content(schemas object) object {
	if r.send != nil {
		return object{"application/octet-stream": object{"schema": object{"type": "string", "format": "binary"}}}
	}
	return object{"application/json": object{"schema": schemaOf(reflect.TypeOf(r.answer), schemas)}}
}

// operationID is a name for programs that make a client of the description:
// get-stories-key.
func (r route) operationID() string {
	name := strings.NewReplacer("{", "", "}", "", "/", "-").Replace(r.path)
	return strings.ToLower(r.method) + name
}

// schemaOf describes a Go type as encoding/json writes it. Structs go into
// schemas and are referred to by name.
func schemaOf(t reflect.Type, schemas object) object {
	if t == reflect.TypeFor[language.Tag]() {
		return object{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), schemas)
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Slice:
		return object{"type": "array", "items": schemaOf(t.Elem(), schemas)}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": schemaOf(t.Elem(), schemas)}
	}
	name := strings.ToUpper(t.Name()[:1]) + t.Name()[1:]
	if schemas[name] == nil {
		schemas[name] = object{} // in case it holds itself
		schemas[name] = structSchema(t, schemas)
	}
	return object{"$ref": "#/components/schemas/" + name}
}

func structSchema(t reflect.Type, schemas object) object {
	properties := object{}
	required := []string{}
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Anonymous {
			below := structSchema(field.Type, schemas)
			for name, schema := range below["properties"].(object) {
				properties[name] = schema
			}
			required = append(required, below["required"].([]string)...)
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		properties[name] = schemaOf(field.Type, schemas)
		if !strings.Contains(options, "omitempty") {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required}
}
