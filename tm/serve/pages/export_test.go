package pages

// UploadName is what a dropped file is called on disk.
var UploadName = uploadName
