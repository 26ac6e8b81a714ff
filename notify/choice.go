package notify

import (
	"context"
	"errors"

	"github.com/havre-cloud/havre"
)

// MailStopped says that a person asked for no mail: notices stay in the portal.
func MailStopped(ctx context.Context, tx Tx, person string) (bool, error) {
	value, err := tx.Setting(ctx, mailStopped(person))
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return false, nil
	}
	return string(value) == "true", err
}

// StopMail keeps what a person asked for.
func StopMail(ctx context.Context, tx Tx, person string, stop bool) error {
	value := "false"
	if stop {
		value = "true"
	}
	return tx.SetSetting(ctx, mailStopped(person), []byte(value))
}

// mailStopped is the name of the setting.
func mailStopped(person string) string { return "mail.stopped/" + person }
