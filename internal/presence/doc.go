// Package presence turns tracking posts into tracks: who is in view of a camera,
// since when, and where to. Cameras never say that a target has left; it has when
// they stop naming it.
//
// It is pure: it holds no clock, reads no time, and is not safe for concurrent
// use. Whoever drives it tells the time.
//
// Posts may come late, by up to the silence limit, in any order, and more than
// once: the tracks are the same. A place is put where it belongs by the device's
// clock, which is mapped onto ours. For as long as something earlier may still come,
// the places of a target wait in order; then they are packed. A target that is named
// again after the limit is another one, but that is decided only when nothing can
// come any more that would have filled the silence.
package presence
