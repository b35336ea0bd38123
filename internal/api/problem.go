package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/platebook"
	"github.com/watchpost/watchpost/internal/saved"
	"github.com/watchpost/watchpost/internal/store"
)

// code names an error for programs. It never changes its meaning.
type code string

// The codes. Each stands in openapi.json, and in kinds below.
const (
	codeBadParameter     code = "bad_parameter"
	codeUnknownParameter code = "unknown_parameter"
	codeBadCursor        code = "bad_cursor"
	codeBadBody          code = "bad_body"
	codeLogin            code = "login_required"
	codeSetUp            code = "setup_required"
	codeWrongLogin       code = "wrong_login"
	codeForbidden        code = "forbidden"
	codeWrongSetUp       code = "wrong_setup_token"
	codeCrossOrigin      code = "cross_origin"
	codeNotFound         code = "not_found"
	codeNoEvent          code = "event_not_found"
	codeNoDevice         code = "device_not_found"
	codeNoCamera         code = "camera_not_found"
	codeNoPlate          code = "plate_not_found"
	codeNoTrack          code = "track_not_found"
	codeNoShare          code = "share_not_found"
	codeNoPlateRead      code = "plate_read_not_found"
	codeNoIncident       code = "incident_not_found"
	codeNoZone           code = "zone_not_found"
	codeNoEvaluation     code = "evaluation_not_found"
	codeNoPlateGroup     code = "plate_group_not_found"
	codePlateLimit       code = "too_many_plates"
	codeImportChanged    code = "import_changed"
	codeZoneLimit        code = "too_many_zones"
	codeNoPost           code = "post_not_found"
	codeNoRaw            code = "raw_not_kept"
	codeNoBody           code = "body_not_kept"
	codeNoImage          code = "image_not_found"
	codeNotJPEG          code = "image_not_jpeg"
	codeSetUpOver        code = "setup_over"
	codeNoUser           code = "user_not_found"
	codeNoSession        code = "session_not_found"
	codeNoToken          code = "token_not_found"
	codeNoCameraGroup    code = "camera_group_not_found"
	codeNoSavedFilter    code = "saved_filter_not_found"
	codeManyFilters      code = "too_many_saved_filters"
	codeMethodNotAllowed code = "method_not_allowed"
	codeNameTaken        code = "name_taken"
	codeLastAdmin        code = "last_administrator"
	codeGroupInUse       code = "camera_group_in_use"
	codeTooManyTries     code = "too_many_tries"
	codeImageDamaged     code = "image_damaged"
	codeImageMissing     code = "image_missing"
	codeBodyTooLarge     code = "body_too_large"
	codeMediaType        code = "unsupported_media_type"
	codeBadHost          code = "bad_host"
	codeInternal         code = "internal"
	codeStorageFull      code = "storage_full"
	codeUnavailable      code = "storage_unavailable"
	codeTooManyStreams   code = "too_many_streams"
)

// kinds gives each code its status and its title.
var kinds = map[code]struct {
	status int
	title  string
}{
	codeBadParameter:     {http.StatusBadRequest, "Bad parameter"},
	codeUnknownParameter: {http.StatusBadRequest, "Unknown parameter"},
	codeBadCursor:        {http.StatusBadRequest, "Bad cursor"},
	codeBadBody:          {http.StatusBadRequest, "Bad body"},
	codeLogin:            {http.StatusUnauthorized, "Login required"},
	codeSetUp:            {http.StatusUnauthorized, "Set-up required"},
	codeWrongLogin:       {http.StatusUnauthorized, "Wrong name or password"},
	codeWrongSetUp:       {http.StatusForbidden, "Wrong set-up token"},
	codeForbidden:        {http.StatusForbidden, "Not allowed"},
	codeCrossOrigin:      {http.StatusForbidden, "Request from another site"},
	codeNotFound:         {http.StatusNotFound, "Not found"},
	codeNoEvent:          {http.StatusNotFound, "No such event"},
	codeNoDevice:         {http.StatusNotFound, "No such device"},
	codeNoCamera:         {http.StatusNotFound, "No such camera"},
	codeNoIncident:       {http.StatusNotFound, "No such incident"},
	codeNoPlate:          {http.StatusNotFound, "Plate never read"},
	codeNoPlateRead:      {http.StatusNotFound, "No such read of a plate"},
	codeNoShare:          {http.StatusNotFound, "No such link"},
	codeNoTrack:          {http.StatusNotFound, "No such track"},
	codeNoZone:           {http.StatusNotFound, "No such zone"},
	codeNoEvaluation:     {http.StatusNotFound, "Not evaluated"},
	codeNoPlateGroup:     {http.StatusNotFound, "No such group of plates"},
	codePlateLimit:       {http.StatusConflict, "Too many plates or groups"},
	codeImportChanged:    {http.StatusConflict, "The import would do something else now"},
	codeZoneLimit:        {http.StatusConflict, "Too many zones"},
	codeNoPost:           {http.StatusNotFound, "No such post"},
	codeNoRaw:            {http.StatusNotFound, "The XML of this event was not kept"},
	codeNoBody:           {http.StatusNotFound, "The body of this post was not kept"},
	codeNoImage:          {http.StatusNotFound, "No such image"},
	codeNotJPEG:          {http.StatusNotFound, "What the device sent is not a JPEG"},
	codeSetUpOver:        {http.StatusNotFound, "Set-up is over"},
	codeNoUser:           {http.StatusNotFound, "No such user"},
	codeNoSession:        {http.StatusNotFound, "No such session"},
	codeNoToken:          {http.StatusNotFound, "No such token"},
	codeNoCameraGroup:    {http.StatusNotFound, "No such group of cameras"},
	codeNameTaken:        {http.StatusConflict, "The name is taken"},
	codeLastAdmin:        {http.StatusConflict, "The last administrator"},
	codeGroupInUse:       {http.StatusConflict, "Somebody is limited to this group"},
	codeTooManyTries:     {http.StatusTooManyRequests, "Too many tries"},
	codeNoSavedFilter:    {http.StatusNotFound, "No such saved filter"},
	codeManyFilters:      {http.StatusConflict, "Too many saved filters"},
	codeMethodNotAllowed: {http.StatusMethodNotAllowed, "Method not allowed"},
	codeImageDamaged:     {http.StatusGone, "The image is damaged"},
	codeImageMissing:     {http.StatusGone, "The image is not there any more"},
	codeBodyTooLarge:     {http.StatusRequestEntityTooLarge, "Body too large"},
	codeMediaType:        {http.StatusUnsupportedMediaType, "Unsupported media type"},
	codeBadHost:          {http.StatusMisdirectedRequest, "Wrong host name"},
	codeInternal:         {http.StatusInternalServerError, "Internal error"},
	codeStorageFull:      {http.StatusServiceUnavailable, "No room left"},
	codeUnavailable:      {http.StatusServiceUnavailable, "Storage not available"},
	codeTooManyStreams:   {http.StatusServiceUnavailable, "Too many streams"},
}

// problemError is an error that the caller may read. Its JSON is that of RFC 9457.
type problemError struct {
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Code      code   `json:"code"`
	Detail    string `json:"detail,omitempty"`
	Parameter string `json:"parameter,omitempty"`
	// RequestID finds the log line of an error that is ours.
	RequestID string `json:"request_id,omitempty"`
}

func (p *problemError) Error() string { return string(p.Code) + ": " + p.Detail }

func problem(c code, detail string) *problemError {
	return &problemError{Title: kinds[c].title, Status: kinds[c].status, Code: c, Detail: detail}
}

// badParameter says what is wrong with a parameter of the query or the path.
func badParameter(name, format string, args ...any) error {
	p := problem(codeBadParameter, name+": "+fmt.Sprintf(format, args...))
	p.Parameter = name
	return p
}

// Errors of whoever asks for what is not for them.
var (
	ErrLogin     error = problem(codeLogin, "this needs a login")
	ErrForbidden error = problem(codeForbidden, "this login may not do that")
)

// absent replaces the error that means "there is none" by the problem of what
// was looked for.
func absent(err, none error, c code, detail string) error {
	if errors.Is(err, none) {
		return problem(c, detail)
	}
	return err
}

// problemOf finds what to tell the caller of an error.
func problemOf(err error) *problemError {
	var p *problemError
	var tooLarge *http.MaxBytesError
	var invalid auth.InvalidError
	var written platebook.InvalidError
	var unsaved saved.InvalidError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &invalid):
		errors.As(badField(invalid.Field, invalid.Text), &p)
		return p
	case errors.As(err, &written):
		p := problem(codeBadBody, written.Error())
		p.Parameter = written.Field
		return p
	case errors.As(err, &unsaved):
		errors.As(badField(unsaved.Field, unsaved.Text), &p)
		return p
	case errors.Is(err, saved.ErrNotFound):
		return problem(codeNoSavedFilter, "you have no saved filter with this id")
	case errors.Is(err, saved.ErrMany):
		return problem(codeManyFilters, err.Error())
	case errors.Is(err, platebook.ErrNoGroup):
		return problem(codeNoPlateGroup, "no group of plates has this id")
	case errors.Is(err, platebook.ErrNoPlate):
		return problem(codeNoPlate, "no camera in sight has read this text")
	case errors.Is(err, platebook.ErrTaken):
		return problem(codeNameTaken, "another group has this name; upper and lower case are the same")
	case errors.Is(err, platebook.ErrFull):
		return problem(codePlateLimit, fmt.Sprintf("there may be %d groups and %d known plates", plate.MaxGroups, plate.MaxKnown))
	case errors.Is(err, platebook.ErrLimited):
		return problem(codeForbidden, "this is for all cameras, and this login is limited to some")
	case errors.Is(err, platebook.ErrOther):
		return problem(codeImportChanged, "something was changed meanwhile; look at the plan again")
	case errors.Is(err, auth.ErrSetUp):
		return problem(codeSetUpOver, "there is a user; log in")
	case errors.Is(err, auth.ErrExists):
		return problem(codeNameTaken, "another has this name; upper and lower case are the same")
	case errors.Is(err, auth.ErrLast):
		return problem(codeLastAdmin, "nobody else could let anybody in; make another administrator first")
	case errors.Is(err, auth.ErrInUse):
		return problem(codeGroupInUse, "a user or token is limited to this group; give them other limits first")
	case errors.Is(err, auth.ErrTooMany):
		return problem(codeTooManyTries, "too much that was wrong came from your address; try again later")
	case errors.As(err, &tooLarge):
		return problem(codeBodyTooLarge, fmt.Sprintf("at most %d bytes", tooLarge.Limit))
	case errors.Is(err, store.ErrCursor):
		return problem(codeBadCursor, "the cursor is not of this list; ask for the first page again")
	case errors.Is(err, event.ErrNotFound):
		return problem(codeNoEvent, "no event has this id; it may have been removed for its age")
	case errors.Is(err, incident.ErrNotFound):
		return problem(codeNoIncident, "no incident has this id; it may have become a part of another, or have been removed for its age")
	case errors.Is(err, device.ErrNotFound):
		return problem(codeNoDevice, "no device with this id has posted")
	case errors.Is(err, store.ErrFull):
		return problem(codeStorageFull, "there is no room left on the disk")
	case errors.Is(err, store.ErrUnavailable):
		return problem(codeUnavailable, "the database cannot be reached now; try again")
	}
	return problem(codeInternal, "internal error")
}

// fail answers with an error and logs it: loudly where it is ours.
func (s *Server) fail(a *answer, r *http.Request, err error) {
	if r.Context().Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return // nobody is there to read it
	}
	p := *problemOf(err)
	level := slog.LevelDebug
	if p.Status >= 500 {
		p.RequestID = rand.Text()
		if level = slog.LevelError; p.Code != codeInternal {
			level = slog.LevelWarn
		}
	}
	s.Log.LogAttrs(r.Context(), level, "request failed",
		slog.String("method", r.Method), slog.String("path", r.URL.EscapedPath()),
		slog.Int("status", p.Status), slog.String("code", string(p.Code)),
		slog.String("request_id", p.RequestID), slog.Any("err", err))
	if a.status != 0 {
		// Part of the answer is out: only a cut connection tells that it is not all.
		panic(http.ErrAbortHandler)
	}
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers
	}
	h := a.Header()
	for _, name := range [...]string{"Content-Disposition", "Content-Encoding", "Content-Length", "ETag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	a.WriteHeader(p.Status)
	a.Write(body) // an error means that nobody reads it
}
