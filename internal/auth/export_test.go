package auth

// Cheap makes hashes of passwords cost nearly nothing.
func Cheap(o Options) Options {
	o.cost = cost{memory: 8, time: 1, threads: 1}
	return o
}

// Dearer are options whose hashes are another than those of Cheap.
func Dearer(o Options) Options {
	o.cost = cost{memory: 16, time: 1, threads: 1}
	return o
}

// Costly makes hashes cost so much that nothing else of a login counts.
func Costly(o Options) Options {
	o.cost = cost{memory: 2 << 10, time: 1, threads: 1}
	return o
}
