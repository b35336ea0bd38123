// Package house holds the rules of the house that the compiler does not know,
// as tests: who may import whom, that every dependency is accounted for, that
// no note to self is left, that files stay short. It has no code of its own.
package house
