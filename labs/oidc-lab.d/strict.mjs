// What the federation refuses before the engine sees it.
const known = new Set([
  'client_id', 'acr_values', 'claims', 'response_type', 'response_mode', 'nonce', 'login_hint', 'siret_hint', 'state',
  'redirect_uri', 'scope', 'prompt', 'idp_hint', 'code_challenge', 'code_challenge_method',
]);

// complaint says what is wrong with the parameters of a request, '' for nothing.
export function complaint(query) {
  for (const name of query.keys()) if (!known.has(name)) return `unknown parameter ${name}`;
  for (const name of ['client_id', 'response_type', 'redirect_uri', 'scope']) if (!query.get(name)) return `missing parameter ${name}`;
  for (const name of ['state', 'nonce']) if ((query.get(name) ?? '').length < 32) return `${name} shorter than 32 characters`;
  if (query.has('siret_hint') && query.get('siret_hint').length !== 14) return 'siret_hint is not 14 characters';
  return '';
}
