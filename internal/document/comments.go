package document

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Comment is what is written about a field rather than in it, with its marks.
type Comment struct {
	Above, Beside, Below string // lines each start with #
}

// Comments are those of the first document of a YAML text, by the path of the
// field they are about; "" is the document. A text that cannot be read has none.
func Comments(text []byte) map[string]Comment {
	masked, found := maskQuestions(text)
	var root yaml.Node
	if err := unmarshal(masked, &root); err != nil {
		return nil
	}
	c := comments{found: map[string]Comment{}, masked: found}
	c.node("", &root, &root)
	return c.found
}

type comments struct {
	found  map[string]Comment
	masked bool
}

// node collects the comments of a value and of the key that names it.
func (c *comments) node(path string, key, value *yaml.Node) {
	c.add(path, key)
	if value != key {
		c.add(path, value)
	}
	step := 1
	switch value.Kind {
	case yaml.DocumentNode:
		for _, n := range value.Content {
			c.node(path, n, n)
		}
		return
	case yaml.MappingNode:
		step = 2
	case yaml.SequenceNode:
	default:
		return
	}
	for i := 0; i+step <= len(value.Content); i += step {
		name, item := strconv.Itoa(i), value.Content[i+step-1]
		if step == 2 {
			name = value.Content[i].Value
		}
		c.node(strings.TrimPrefix(path+"."+name, "."), value.Content[i], item)
	}
}

func (c *comments) add(path string, n *yaml.Node) {
	if n.HeadComment == "" && n.LineComment == "" && n.FootComment == "" {
		return
	}
	at := c.found[path]
	at.Above = c.join(at.Above, n.HeadComment)
	at.Beside = c.join(at.Beside, n.LineComment)
	at.Below = c.join(at.Below, n.FootComment)
	c.found[path] = at
}

func (c *comments) join(a, b string) string {
	if c.masked {
		b = unmask(b)
	}
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}
