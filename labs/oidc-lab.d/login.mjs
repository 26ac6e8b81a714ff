// The pages that ask who one is. There is no password: the accounts are made up.

// logIn answers one step: the form (no action), login or abort.
export async function logIn({ provider, accounts }, settings, req, res, uid, action) {
  const details = await provider.interactionDetails(req, res);
  const finish = (result) => provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  const enter = (account) => finish(outcome(details, accounts, account));
  if (req.method === 'POST' && action === 'abort') {
    return finish({ error: 'access_denied', error_description: 'User auth aborted' });
  }
  if (req.method === 'POST' && action === 'login') {
    const typed = (await form(req)).get('email');
    const account = accounts.named(typed);
    return account ? enter(account) : page(res, 401, uid, accounts, typed, 'Compte inconnu');
  }
  const hint = details.params.login_hint;
  const automatic = accounts.named(settings.auto === 'hint' ? hint : settings.auto);
  return automatic ? enter(automatic) : page(res, 200, uid, accounts, hint, '');
}

// outcome lets somebody in, unless the level they have is not among those without
// which the client would rather not see them.
function outcome(details, accounts, account) {
  const wanted = details.prompt.details?.acr;
  if (wanted?.essential && !(wanted.values ?? [wanted.value]).includes(account.acr)) {
    return { error: 'access_denied', error_description: 'none of the requested ACRs could be obtained' };
  }
  return { login: { accountId: accounts.subject(account), acr: account.acr, amr: account.amr, remember: true } };
}

const escaped = (text) => String(text ?? '').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

function page(res, status, uid, accounts, typed, error) {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  res.end(`<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Connexion (fournisseur de test)</title></head><body><main>
<h1>Connexion</h1>${error && `<p role="alert">${escaped(error)}</p>`}
<form method="post" action="/interaction/${uid}/login"><label>Adresse électronique professionnelle
<input name="email" value="${escaped(typed)}" required autofocus></label><button type="submit">Se connecter</button></form>
<form method="post" action="/interaction/${uid}/abort"><button type="submit">Annuler</button></form>
<ul>${accounts.all().map((a) => `<li>${escaped(a.email)} (${escaped(a.acr)})</li>`).join('')}</ul></main></body></html>`);
}

async function form(req) {
  let text = '';
  for await (const chunk of req) {
    text += chunk;
    if (text.length > 1e5) throw new Error('body too large');
  }
  return new URLSearchParams(text);
}
