package world

// mix makes one number of many, so that whatever varies follows from the seed
// alone and from nothing that went before.
func mix(parts ...uint64) uint64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, p := range parts {
		h ^= p + 0x9E3779B97F4A7C15 + h<<6 + h>>2
		h ^= h >> 30
		h *= 0xBF58476D1CE4E5B9
		h ^= h >> 27
		h *= 0x94D049BB133111EB
		h ^= h >> 31
	}
	return h
}

// share is a number of 0 to 1 that follows from others.
func share(parts ...uint64) float64 { return float64(mix(parts...)>>11) / (1 << 53) }

// pick is an index below n that follows from others.
func pick(n int, parts ...uint64) int { return int(mix(parts...) % uint64(n)) }
