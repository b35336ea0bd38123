package presence

import "unsafe"

// PathBytes is what the path buffers of a camera take.
func PathBytes(c *Camera) int64 {
	var n int64
	for _, t := range c.targets {
		b := t.path
		n += sized(int64(unsafe.Sizeof(*b))) + sized(int64(cap(b.waiting))*int64(unsafe.Sizeof(spot{}))) + sized(int64(b.packer.Cap()))
	}
	return n
}

// sized is what an allocation takes.
func sized(n int64) int64 { return int64(cap(append([]byte(nil), make([]byte, n)...))) }
