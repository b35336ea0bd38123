// Package viewtrontest is test support for what posts to a receiver: cameras and
// recorders that are not there.
//
// [Camera] and [Recorder] build the messages of every kind with invented values;
// their Post method gives a message the body and the HTTP shape of the device.
// [Device] sends such posts as the device does. [Scene] draws the pictures. All
// of it is deterministic: times are given, and the same input gives the same
// bytes.
package viewtrontest
