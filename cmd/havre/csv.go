package main

import (
	"encoding"
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// writeRows writes a header and rows as CSV.
func writeRows(w io.Writer, head []string, rows [][]string) error {
	out := csv.NewWriter(w)
	if head != nil {
		rows = append([][]string{head}, rows...)
	}
	for _, r := range rows {
		if err := out.Write(safeCells(r)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// safeCells keeps spreadsheets from taking a text for a formula.
func safeCells(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		if c != "" && strings.ContainsRune("=+@\t\r", rune(c[0])) {
			c = "'" + c
		}
		out[i] = c
	}
	return out
}

// writeItems writes a slice of structs as CSV, under the names and with the values
// that JSON has: a script reads the same in every language. What is neither a
// scalar nor a list of words does not fit in a cell, and is left to JSON.
func writeItems(w io.Writer, slice any) error {
	v := reflect.ValueOf(slice)
	head, _ := flatten(reflect.New(v.Type().Elem()).Elem(), "")
	rows := make([][]string, v.Len())
	for i := range rows {
		_, rows[i] = flatten(v.Index(i), "")
	}
	return writeRows(w, head, rows)
}

// flatten is the fields of a struct, those of the structs within it under
// "outer.inner".
func flatten(v reflect.Value, prefix string) (names, values []string) {
	for i := range v.NumField() {
		f, value := v.Type().Field(i), v.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" {
			continue
		}
		name = prefix + name
		text, ok := cell(value)
		switch {
		case ok:
			names, values = append(names, name), append(values, text)
		case value.Kind() == reflect.Struct:
			inner, texts := flatten(value, name+".")
			names, values = append(names, inner...), append(values, texts...)
		}
	}
	return names, values
}

// cell is a value that fits in a cell.
func cell(v reflect.Value) (string, bool) {
	switch x := v.Interface().(type) {
	case encoding.TextMarshaler:
		b, err := x.MarshalText()
		return string(b), err == nil
	case fmt.Stringer:
		return x.String(), true
	case []string:
		return strings.Join(x, " "), true
	}
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
		return fmt.Sprint(v.Interface()), true
	default:
		return "", false
	}
}
