package intake

var FileName = fileName
