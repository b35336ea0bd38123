package page

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/sim/lockout"
)

// loginView is the login page.
type loginView struct {
	shell
	User, Next, Problem string
}

// login handles GET and POST /login. A wrong password is answered later each time,
// and the last that is allowed locks the address out.
func (d *device) login(w http.ResponseWriter, r *http.Request) error {
	v := loginView{shell: d.shell(r, "Log in"), Next: local(r.FormValue("next"))}
	if r.Method != http.MethodPost {
		if d.token(r) != "" {
			return redirect(w, r, v.Next)
		}
		return d.render(w, http.StatusOK, "login", v)
	}
	v.User = r.PostFormValue("user")
	who := lockout.From(r, v.User)
	if locked := d.lock.Locked(who, d.now()); locked > 0 {
		v.Problem = lockedText(locked)
		return d.render(w, http.StatusTooManyRequests, "login", v)
	}
	if d.lets(v.User, r.PostFormValue("password")) {
		d.lock.Passed(who)
		setCookie(w, r, d.sessions.open(d.account()), 0)
		return redirect(w, r, v.Next)
	}
	left, wait := d.lock.Failed(who, d.now())
	sleep(r.Context(), wait)
	switch left {
	case 0:
		v.Problem = lockedText(lockout.LockTime)
		return d.render(w, http.StatusTooManyRequests, "login", v)
	case 1:
		v.Problem = "The user name or the password is wrong. One more try, then the login is locked."
	default:
		v.Problem = fmt.Sprintf("The user name or the password is wrong. %d tries are left.", left)
	}
	return d.render(w, http.StatusForbidden, "login", v)
}

// lets says whether somebody may come in.
func (d *device) lets(user, password string) bool {
	want := d.account()
	same := subtle.ConstantTimeCompare([]byte(user), []byte(want.User))
	return same&subtle.ConstantTimeCompare([]byte(password), []byte(want.Password)) == 1
}

func lockedText(left time.Duration) string {
	minutes := int((left + time.Minute - 1) / time.Minute)
	return fmt.Sprintf("Too many wrong passwords: the login is locked. Try again in %s.", plural(minutes, "minute"))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// sleep waits, or until nobody waits for the answer any more.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
