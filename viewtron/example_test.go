package viewtron_test

import (
	"fmt"
	"log"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

const intrusion = `<?xml version="1.0" encoding="UTF-8" ?>
<config version="1.7" xmlns="http://www.ipc.com/ver10">
  <smartType type="openAlramObj">PEA</smartType>
  <currentTime type="tint64">1795509001604000</currentTime>
  <mac type="string"><![CDATA[02:00:5e:10:00:01]]></mac>
  <deviceName type="string"><![CDATA[Front yard]]></deviceName>
  <perimeter><perInfo type="list" count="1"><item>
    <eventId type="uint32">3518</eventId><targetId type="uint32">3318</targetId>
    <status type="perStatus">SMART_START</status>
  </item></perInfo></perimeter>
  <listInfo type="list" count="1"><item>
    <targetId type="tuint32">3318</targetId>
    <rect><x1>3120</x1><y1>1490</y1><x2>4275</x2><y2>7730</y2></rect>
    <targetImageData>
      <targetType type="uint32">1</targetType>
      <targetBase64Data type="string"><![CDATA[/9j/wAALCAHAASgB]]></targetBase64Data>
    </targetImageData>
  </item></listInfo>
</config>`

// Parse a post and print who is where.
func ExampleParse() {
	m, err := viewtron.Parse([]byte(intrusion))
	if err != nil {
		log.Fatal(err)
	}
	if m.Kind != viewtron.KindEvent {
		return
	}
	fmt.Println(m.Time.UTC.Format(time.RFC3339), m.Device.Name, m.Event.Detection)
	for _, t := range m.Event.Targets {
		fmt.Printf("%v %s at %d,%d to %d,%d of 10000\n", t.Type, t.ID, t.Box.X1, t.Box.Y1, t.Box.X2, t.Box.Y2)
		jpeg, err := t.Image.Decode(nil)
		if err != nil {
			log.Fatal(err)
		}
		w, h, err := viewtron.JPEGSize(jpeg)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("with a picture of %dx%d pixels\n", w, h)
	}
	// Output:
	// 2026-11-24T08:30:01Z Front yard region_intrusion
	// person 3318 at 3120,1490 to 4275,7730 of 10000
	// with a picture of 296x448 pixels
}

// A formatted time has no zone: the caller knows where the device stands.
func ExampleTimestamp_In() {
	m, err := viewtron.Parse([]byte(`<config version="1.7"><alarmStatusInfo><motionAlarm id="1">true</motionAlarm></alarmStatusInfo>` +
		`<dataTime>05-12-2026 11:33:33 AM</dataTime></config>`))
	if err != nil {
		log.Fatal(err)
	}
	zone := time.FixedZone("UTC-4", -4*3600)
	monthFirst, _ := m.Time.In(zone, false)
	dayFirst, _ := m.Time.In(zone, true)
	fmt.Println(viewtron.AlarmKind(m.Alarms[0].Name), monthFirst.Format(time.RFC3339), dayFirst.Format(time.RFC3339))
	// Output: motion 2026-05-12T15:33:33Z 2026-12-05T15:33:33Z
}
