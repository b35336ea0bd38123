package deviceapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// FuzzRequest: whatever is asked, the answer is XML, a picture or nothing, and the
// settings stay right.
func FuzzRequest(f *testing.F) {
	for _, seed := range []struct{ path, body string }{
		{"GetDeviceInfo", ""},
		{"SetHttpPostConfig", urls(item)},
		{"SetSmartPerimeterConfig/1", envelope(`<perimeter><switch>true</switch><regionInfo><item><pointGroup><item><X>1</X><Y>2</Y></item></pointGroup></item></regionInfo></perimeter>`)},
		{"SetSmartTripwireConfig", envelope(`<tripwire><lineInfo><item><startPoint><X>1</X><Y>2</Y></startPoint><endPoint><X>9</X><Y>9</Y></endPoint></item></lineInfo></tripwire>`)},
		{"AddLicensePlates", plates("A@1", "B@2")},
		{"GetLicensePlates", search(1, 1, "1")},
		{"GetVehiclePlate", `<config><vehiclePlates><searchFilter><item><pageIndex>0</pageIndex></item></searchFilter></vehiclePlates></config>`},
		{"SetDateAndTime", envelope(`<time><timezoneInfo><timeZone>CST-8</timeZone></timezoneInfo><synchronizeInfo><type>manually</type><currentTime>2026-05-12 17:30:00</currentTime></synchronizeInfo></time>`)},
		{"SetImageConfig", envelope(`<image><bright>1</bright></image>`)},
		{"SetMotionConfig", envelope(`<motion><area><item>1</item></area></motion>`)},
		{"PtzControl/1/Left", `<actionInfo><speed>3</speed></actionInfo>`},
		{"PtzAddPreset", `<presetInfo><name><![CDATA[ ]]]]><![CDATA[>]]></name></presetInfo>`},
		{"ModifyPassword", envelope(`<account><password>YQ==</password></account>`)},
	} {
		f.Add(seed.path, seed.body)
	}
	f.Fuzz(func(t *testing.T, path, body string) {
		for _, m := range []settings.Model{settings.Modern, settings.LPR} {
			b := camera(t, m)
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
			r.URL.Path = "/" + path
			r.SetBasicAuth("admin", b.password)
			w := b.send(r)
			if w.Body.Len() > 0 && w.Header().Get("Content-Type") != "image/jpeg" {
				read(t, w.Body.Bytes())
			}
			saved := b.camera.Saved()
			if err := settings.CheckCamera(&saved); err != nil {
				t.Errorf("after %s: %v", path, err)
			}
		}
	})
}
