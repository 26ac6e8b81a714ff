// The engine: node oidc-provider with the endpoints, scopes, claims, levels and life
// times that ProConnect documents.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// One scope gives the claim of that name; "profile" is for the plain client.
const scopeClaims = {
  openid: ['sub'],
  given_name: ['given_name'],
  usual_name: ['usual_name'],
  email: ['email'],
  uid: ['uid'],
  siret: ['siret'],
  phone: ['phone_number'],
  organizational_unit: ['organizational_unit'],
  belonging_population: ['belonging_population'],
  organization_label: ['organization_label'],
  roles: ['roles'],
  chorusdt: ['chorusdt:matricule', 'chorusdt:societe'],
  idp_id: ['idp_id'],
  idp_acr: ['idp_acr'],
  custom: ['custom'],
  profile: ['name', 'family_name'],
};

const levels = [
  'eidas0', 'eidas0-mfa', 'eidas1', 'eidas1-mfa', 'eidas2', 'eidas3',
  'https://proconnect.gouv.fr/assurance/self-asserted-2fa',
  'https://proconnect.gouv.fr/assurance/consistency-checked-2fa',
  'https://proconnect.gouv.fr/assurance/certification-dirigeant',
];

const algorithms = ['RS256', 'ES256', 'HS256'];

// makeProvider gives the engine and the accounts it knows.
export async function makeProvider(settings) {
  const require = createRequire(path.join(settings.modules, 'package.json'));
  const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
  const accounts = openAccounts(settings.state);
  const provider = new Provider(settings.issuer, configuration(settings, accounts));
  if (settings.anyLoopback) acceptLoopback(provider);
  for (const e of ['server_error', 'authorization.error', 'grant.error', 'userinfo.error', 'end_session.error']) {
    provider.on(e, (ctx, err) => console.error(new Date().toISOString(), e, err.error ?? '', err.error_description ?? err.message, err.error_detail ?? ''));
  }
  return { provider, accounts };
}

// openAccounts reads the file of accounts again at each question, so that users.json
// of the state directory can be edited while the provider runs. The subject is what
// the identity provider behind the federation calls the person, hashed.
function openAccounts(state) {
  const made = fileURLToPath(new URL('accounts.json', import.meta.url));
  const file = state ? path.join(state, 'users.json') : made;
  if (!existsSync(file)) copyFileSync(made, file);
  const idp = '00000000-0000-4000-8000-00000000f1a1';
  const all = () => JSON.parse(readFileSync(file, 'utf8'));
  const subject = (account) => createHash('sha256').update(`${idp}/${account.uid}`).digest('hex');
  const same = (a, b) => a.toLowerCase() === String(b).toLowerCase();
  return {
    all,
    subject,
    named: (who) => all().find((a) => a.login === who || same(a.email, who)),
    claims(sub) {
      const account = all().find((a) => subject(a) === sub);
      if (!account) return undefined;
      const { login, acr, amr, ...rest } = account;
      return { sub, idp_id: idp, idp_acr: acr, name: `${rest.given_name} ${rest.usual_name}`, family_name: rest.usual_name, ...rest };
    },
  };
}

// openKeys makes the signing keys once for a state directory.
function openKeys(state) {
  if (!state) return makeKeys();
  const file = path.join(state, 'keys.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(makeKeys()), { mode: 0o600 });
  return JSON.parse(readFileSync(file, 'utf8'));
}

function makeKeys() {
  const jwk = (alg, pair) => ({ ...pair.privateKey.export({ format: 'jwk' }), use: 'sig', alg, kid: `lab-${alg}-${randomBytes(4).toString('hex')}` });
  return {
    cookies: [randomBytes(16).toString('hex')],
    jwks: {
      keys: [
        jwk('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
        jwk('RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })),
      ],
    },
  };
}

// Clients: one for each algorithm of signature, as chosen at registration, and plain
// ones that know nothing of ProConnect.
function clients({ secret, redirects }) {
  const common = {
    client_secret: secret,
    redirect_uris: ['http://127.0.0.1:8080/login-callback', ...redirects],
    post_logout_redirect_uris: ['http://127.0.0.1:8080/logout-callback', ...redirects],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  };
  const signed = algorithms.map((alg) => ({
    ...common,
    client_id: `lab-${alg.toLowerCase()}`,
    id_token_signed_response_alg: alg,
    userinfo_signed_response_alg: alg,
    token_endpoint_auth_method: 'client_secret_post',
  }));
  const plain = { ...common, token_endpoint_auth_method: 'client_secret_basic' };
  return [
    ...signed,
    { ...plain, client_id: 'lab-plain', id_token_signed_response_alg: 'ES256' },
    { ...plain, client_id: 'lab-plain-hs256', id_token_signed_response_alg: 'HS256' },
  ];
}

function configuration(settings, accounts) {
  const keys = openKeys(settings.state);
  return {
    clients: clients(settings),
    jwks: keys.jwks,
    cookies: {
      keys: keys.cookies,
      names: { session: 'pc_session', interaction: 'pc_interaction', resume: 'pc_resume' },
      long: { sameSite: 'lax', signed: true, path: '/' },
      short: { sameSite: 'lax', signed: true, path: '/' },
    },
    routes: {
      authorization: '/authorize',
      token: '/token',
      userinfo: '/userinfo',
      jwks: '/jwks',
      end_session: '/session/end',
      introspection: '/token/introspection',
      revocation: '/token/revocation',
    },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      claimsParameter: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => confirmAtOnce(ctx, form, settings.prefix) },
    },
    scopes: ['openid'],
    // Identity is in the user info only; these are in the ID token only.
    claims: { ...scopeClaims, acr: null, amr: null, auth_time: null, iss: null, sid: null },
    acrValues: levels,
    responseTypes: ['code'],
    extraParams: ['idp_hint', 'siret_hint'],
    clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
    enabledJWA: {
      idTokenSigningAlgValues: algorithms,
      userinfoSigningAlgValues: algorithms,
      clientAuthSigningAlgValues: ['ES256', 'RS256'],
    },
    pkce: { required: () => false },
    issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
    ttl: {
      AccessToken: settings.accessTTL,
      AuthorizationCode: settings.codeTTL,
      IdToken: 60,
      RefreshToken: 7200,
      Grant: 7200,
      Interaction: 7200,
      Session: 43200,
    },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (ctx, sub) => (accounts.claims(sub) ? { accountId: sub, claims: () => accounts.claims(sub) } : undefined),
    loadExistingGrant: grantAll,
    renderError: (ctx, out) => {
      ctx.type = 'application/json';
      ctx.body = { ...out };
    },
  };
}

// The federation asks for no consent: what was requested is granted.
async function grantAll(ctx) {
  const { oidc } = ctx;
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope([...oidc.requestParamScopes].join(' '));
  grant.addOIDCClaims([...oidc.requestParamClaims]);
  await grant.save();
  return grant;
}

function confirmAtOnce(ctx, form, prefix) {
  const xsrf = /name="xsrf" value="([^"]*)"/.exec(form)[1];
  ctx.redirect(`${prefix}/session/end/auto?xsrf=${encodeURIComponent(xsrf)}`);
  ctx.status = 303;
}

// acceptLoopback lets tests use the port they are given.
function acceptLoopback(provider) {
  const loopback = (text) => {
    const url = URL.canParse(text) && new URL(text);
    return url && url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  };
  for (const method of ['redirectUriAllowed', 'postLogoutRedirectUriAllowed']) {
    const registered = provider.Client.prototype[method];
    provider.Client.prototype[method] = function allowed(text) {
      return loopback(text) || registered.call(this, text);
    };
  }
}
