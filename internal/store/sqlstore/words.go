package sqlstore

// words are the few texts that most events have in common, as values of a
// statement. Making a value of a text takes room of its own each time.
type words map[string]any

// maxWords bounds them: what devices send is not always one of few.
const maxWords = 256

func (w words) of(s string) any {
	v, ok := w[s]
	if !ok {
		v = s
		if len(w) < maxWords && len(s) <= 32 {
			w[s] = v
		}
	}
	return v
}
