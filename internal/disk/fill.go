package disk

import "os"

// fill writes a file's blocks, for systems that cannot give them unwritten.
func fill(f *os.File, size int64) error {
	block := make([]byte, 1<<20)
	for size > 0 {
		n, err := f.Write(block[:min(size, int64(len(block)))])
		if err != nil {
			return err
		}
		size -= int64(n)
	}
	return f.Sync()
}
