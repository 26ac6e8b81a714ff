package ui

// Bar is one bar of a drawing.
type Bar struct {
	Name  string
	Value int
	Words string    // the value as written; the number itself when empty
	Tone  StateKind // colours it; the shape of the drawing does not depend on it
}

// Sizes of the drawing, in its own units.
const (
	chartWidth = 380
	barStep    = 52
)

// barWidth is the length of a bar, of the longest.
func barWidth(b Bar, bars []Bar) string {
	longest := 0
	for _, o := range bars {
		longest = max(longest, o.Value)
	}
	if longest == 0 {
		return "0"
	}
	return itoa(b.Value * chartWidth / longest)
}

func barClass(b Bar) string {
	switch b.Tone {
	case Yes, No, ToConfirm, Blank:
		return "app-chart__bar--" + string(b.Tone)
	case NotApplicable, Planned:
		return "app-chart__bar--" + string(Blank)
	}
	return "app-chart__bar"
}
