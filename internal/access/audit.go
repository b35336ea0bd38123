package access

import "time"

// Entry is a line of the audit log: who did what to what, from where.
type Entry struct {
	N      int64 // place in the log, given when stored
	At     time.Time
	Who    string // name of the user or token, "" when nobody was logged in
	Action Action
	Object string // name or id of what it was done to
	IP     string
	Detail string
}

// Action is what was done.
type Action string

// The actions on people, sessions, tokens and groups.
const (
	ActionSetUp         Action = "set_up"
	ActionLogin         Action = "login"
	ActionLoginFailed   Action = "login_failed"
	ActionLogout        Action = "logout"
	ActionLogoutAll     Action = "logout_everywhere"
	ActionPassword      Action = "password_changed"
	ActionUserAdded     Action = "user_added"
	ActionUserChanged   Action = "user_changed"
	ActionUserRemoved   Action = "user_removed"
	ActionTokenAdded    Action = "token_added"
	ActionTokenRemoved  Action = "token_removed"
	ActionSessionClosed Action = "session_closed"
	ActionGroupAdded    Action = "camera_group_added"
	ActionGroupChanged  Action = "camera_group_changed"
	ActionGroupRemoved  Action = "camera_group_removed"
)

// The actions on what is kept.
const (
	ActionPinned         Action = "event_pinned"
	ActionUnpinned       Action = "event_unpinned"
	ActionReviewed       Action = "event_reviewed" // new again, or handled; events tell who has seen them
	ActionPlateCorrected Action = "plate_corrected"
	ActionShared         Action = "event_shared"
	ActionShareEnded     Action = "event_share_ended"
	ActionEvidence       Action = "evidence_made"
	ActionNoted          Action = "event_noted"
	ActionEventDeleted   Action = "event_deleted"
	ActionZoneDrawn      Action = "zone_drawn"
	ActionZoneChanged    Action = "zone_changed"
	ActionZoneDeleted    Action = "zone_deleted"
	ActionFilterSaved    Action = "filter_saved"
	ActionFilterChanged  Action = "filter_changed"
	ActionFilterRemoved  Action = "filter_removed"
)

// The actions on what people know of plates.
const (
	ActionPlateGroupAdded   Action = "plate_group_added"
	ActionPlateGroupChanged Action = "plate_group_changed"
	ActionPlateGroupRemoved Action = "plate_group_removed"
	ActionPlateChanged      Action = "plate_changed"
	ActionPlatesImported    Action = "plates_imported"
)

// The actions on devices and cameras, and on what was not understood of them.
const (
	ActionDeviceRenamed     Action = "device_renamed"
	ActionCameraRenamed     Action = "camera_renamed"
	ActionDeviceBlocked     Action = "device_blocked"
	ActionDeviceAllowed     Action = "device_allowed"
	ActionDeviceForgotten   Action = "device_forgotten"
	ActionQuarantineDeleted Action = "quarantined_post_deleted"
)

// Actions are all of them.
func Actions() []Action {
	return []Action{
		ActionSetUp,
		ActionLogin,
		ActionLoginFailed,
		ActionLogout,
		ActionLogoutAll,
		ActionPassword,
		ActionUserAdded,
		ActionUserChanged,
		ActionUserRemoved,
		ActionTokenAdded,
		ActionTokenRemoved,
		ActionSessionClosed,
		ActionGroupAdded,
		ActionGroupChanged,
		ActionGroupRemoved,
		ActionPinned,
		ActionUnpinned,
		ActionReviewed,
		ActionPlateCorrected,
		ActionShared,
		ActionShareEnded,
		ActionEvidence,
		ActionNoted,
		ActionEventDeleted,
		ActionZoneDrawn,
		ActionZoneChanged,
		ActionZoneDeleted,
		ActionFilterSaved,
		ActionFilterChanged,
		ActionFilterRemoved,
		ActionPlateGroupAdded,
		ActionPlateGroupChanged,
		ActionPlateGroupRemoved,
		ActionPlateChanged,
		ActionPlatesImported,
		ActionDeviceRenamed,
		ActionCameraRenamed,
		ActionDeviceBlocked,
		ActionDeviceAllowed,
		ActionDeviceForgotten,
		ActionQuarantineDeleted,
	}
}

// AuditLength is how many lines of the audit log are kept, the newest.
const AuditLength = 100_000
