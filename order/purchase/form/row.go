package form

// alignment of a text in its cell.
type alignment int

const (
	toLeft alignment = iota
	toRight
)

// cell is a column of a row: texts one below the other, in a width.
type cell struct {
	x, w  float64
	align alignment
	el    *element
	lines []written
}

// written is one line of a cell, already cut to its width.
type written struct {
	text string
	st   style
}

// add wraps a text at the end of a cell; an empty text adds nothing.
func (s *sheet) add(c *cell, st style, text string) {
	s.set(st)
	for _, l := range s.wrap(clean(text), c.w) {
		c.lines = append(c.lines, written{l, st})
	}
}

// cell is a cell with one text.
func (s *sheet) cell(x, w float64, el *element, st style, text string) *cell {
	c := &cell{x: x, w: w, el: el}
	s.add(c, st, text)
	return c
}

// height is how high the lines of a cell are.
func (c *cell) height() float64 {
	h := 0.0
	for _, l := range c.lines {
		h += l.st.height
	}
	return h
}

// take removes the lines that fit in a height.
func (c *cell) take(h float64) []written {
	n := 0
	for n < len(c.lines) && c.lines[n].st.height <= h+0.001 {
		h -= c.lines[n].st.height
		n++
	}
	taken := c.lines[:n]
	c.lines = c.lines[n:]
	return taken
}

// row draws cells side by side and goes below the highest. A row that does not fit goes
// to the next page; one that no page could hold begins here, and goes on from page to
// page.
func (s *sheet) row(cells ...*cell) {
	for !s.full {
		h := 0.0
		for _, c := range cells {
			h = max(h, c.height())
		}
		if h == 0 {
			return
		}
		if s.y+h > bottom && s.y > top+30 && h < bottom-top-30 {
			s.newPage()
		}
		left, drawn := bottom-s.y, 0.0
		for _, c := range cells {
			drawn = max(drawn, s.put(c, c.take(left)))
		}
		s.y += drawn
		if drawn == 0 || s.pending(cells) {
			s.newPage()
		}
	}
}

// pending says whether a cell still has lines to draw.
func (s *sheet) pending(cells []*cell) bool {
	for _, c := range cells {
		if len(c.lines) > 0 {
			return true
		}
	}
	return false
}

// put writes lines of a cell from the cursor, as one content of its element, and says
// how high they are.
func (s *sheet) put(c *cell, lines []written) float64 {
	if len(lines) == 0 {
		return 0
	}
	s.mark(c.el)
	h := s.write(c, lines)
	s.pdf.RawWriteStr("EMC")
	return h
}

// write draws lines of a cell from the cursor, and says how high they are.
func (s *sheet) write(c *cell, lines []written) float64 {
	y := s.y
	for _, l := range lines {
		s.set(l.st)
		x := c.x
		if c.align == toRight {
			x += c.w - s.pdf.GetStringWidth(l.text)
		}
		// The baseline: three quarters of the size below the top of the line, in millimetres.
		s.pdf.Text(x, y+(l.st.height+l.st.size*0.3528*0.72)/2, l.text)
		y += l.st.height
	}
	return y - s.y
}
