// Package replay posts captured posts again, to any receiver: what a device sent
// in the field becomes something that can be tried, and tested, at a desk.
package replay
