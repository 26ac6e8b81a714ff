package order_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"
)

// children are what this test program does instead of testing, when another process of
// it is to be killed.
var children = map[string]func(ctx context.Context, url, place, kill string) error{
	"live": live,
	"send": sendAll,
}

// TestMain tests, or is a child.
func TestMain(m *testing.M) {
	if child, ok := children[os.Getenv("ORDER_CHILD")]; ok {
		if err := child(context.Background(), os.Getenv("ORDER_URL"), os.Getenv("ORDER_PLACE"), os.Getenv("ORDER_KILL")); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// The tests that run together wait for other processes: as many as there are
	// processors would leave those idle.
	if err := flag.Set("test.parallel", "12"); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
