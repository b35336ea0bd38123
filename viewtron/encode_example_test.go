package viewtron_test

import (
	"fmt"

	"github.com/watchpost/watchpost/viewtron"
)

// A recorder says that channel 3 sees somebody in a zone no more.
func ExampleEncode() {
	body, err := viewtron.Encode(&viewtron.Message{
		Kind:        viewtron.KindAlarmStatus,
		Layout:      viewtron.LayoutRecorder,
		Version:     "2.0.0",
		MessageType: "alarmStatus",
		Device:      viewtron.Identity{Name: "Recorder <1>", IP: "192.0.2.40", MAC: "02:00:5E:20:00:01", ChannelID: "3"},
		Alarms:      []viewtron.AlarmFlag{{Name: "perimeterAlarm", ID: "1", On: false}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(body))
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <config version="2.0.0" xmlns="http://www.ipc.com/ver10">
	//     <messageType>alarmStatus</messageType>
	//     <deviceInfo>
	//         <deviceName><![CDATA[Recorder <1>]]></deviceName>
	//         <ip><![CDATA[192.0.2.40]]></ip>
	//         <mac><![CDATA[02:00:5E:20:00:01]]></mac>
	//         <channelId>3</channelId>
	//     </deviceInfo>
	//     <alarmStatusInfo>
	//         <perimeterAlarm><item id="1">false</item>
	//         </perimeterAlarm>
	//     </alarmStatusInfo>
	// </config>
}

// A keepalive of firmware 5.3.1 in one line, as some of its cameras write.
func ExampleEncoder() {
	e := viewtron.Encoder{Compact: true, Plain: true}
	body, err := e.Encode(&viewtron.Message{
		Kind:        viewtron.KindKeepalive,
		Keepalive:   viewtron.KeepaliveMessage,
		Version:     "1.7",
		MessageType: "keepalive",
		Device:      viewtron.Identity{Name: "Gate", IP: "192.0.2.31", MAC: "02:00:5e:10:00:02"},
	})
	fmt.Println(string(body), err)
	// Output:
	// <config version="1.7" xmlns="http://www.ipc.com/ver10"><messageType>keepalive</messageType><deviceInfo><deviceName>Gate</deviceName><ip>192.0.2.31</ip><mac>02:00:5e:10:00:02</mac></deviceInfo></config> <nil>
}

// What cannot be written is an error that says why.
func ExampleEncodeError() {
	_, err := viewtron.Encode(&viewtron.Message{
		Kind: viewtron.KindEvent, Layout: viewtron.LayoutCamera, Version: "1.7",
		Event: &viewtron.Event{SmartType: "VFD", Detection: viewtron.RegionIntrusion},
	})
	fmt.Println(err)
	// Output:
	// encode post: Event.Detection: "region_intrusion", but smart type "VFD" with what else is in the post tells "face"
}
