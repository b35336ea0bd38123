package access

import "slices"

// Role is what somebody may do. Each may do what the one before it may.
type Role string

// The roles.
const (
	Viewer        Role = "viewer"        // sees what was seen
	Operator      Role = "operator"      // also changes what is kept: reviews, pins, deletes
	Administrator Role = "administrator" // also devices, people, settings, and what devices sent as they sent it
)

// Roles returns every role, the least first.
func Roles() []Role { return []Role{Viewer, Operator, Administrator} }

// Includes says whether r may do what o may.
func (r Role) Includes(o Role) bool {
	return r.Valid() && slices.Index(Roles(), r) >= slices.Index(Roles(), o)
}

// Valid says whether r is one of the roles.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }
