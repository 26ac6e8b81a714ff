// An OpenID provider for tests, on loopback: the engine of ProConnect (node
// oidc-provider), set up as ProConnect documents its own. It prints "ready ISSUER"
// on standard output once it answers.
//
//   op.mjs        reads the settings, listens, routes
//   provider.mjs  the engine: clients, claims, life times
//   strict.mjs    the parameters that the federation refuses
//   login.mjs     the pages that ask who one is
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { logIn } from './login.mjs';
import { makeProvider } from './provider.mjs';
import { complaint } from './strict.mjs';

const env = process.env;
const host = '127.0.0.1';
const prefix = '/api/v2';
const settings = {
  state: env.OIDC_LAB_STATE, // a directory; without it, nothing is kept
  modules: env.OIDC_LAB_MODULES,
  secret: env.OIDC_LAB_CLIENT_SECRET,
  strict: (env.OIDC_LAB_STRICT ?? '1') === '1',
  anyLoopback: (env.OIDC_LAB_ANY_LOOPBACK_REDIRECT ?? '1') === '1',
  redirects: (env.OIDC_LAB_REDIRECT_URIS ?? '').split(/[ ,]+/).filter(Boolean),
  auto: env.OIDC_LAB_AUTO ?? '',
  accessTTL: Number(env.OIDC_LAB_ACCESS_TTL ?? 60),
  codeTTL: Number(env.OIDC_LAB_CODE_TTL ?? 30),
  prefix,
};
for (const name of ['modules', 'secret']) {
  if (!settings[name]) throw new Error(`the setting "${name}" is missing: start this with labs/oidc-lab`);
}

const tls = env.OIDC_LAB_TLS_CERT && { cert: readFileSync(env.OIDC_LAB_TLS_CERT), key: readFileSync(env.OIDC_LAB_TLS_KEY) };
const server = tls ? https.createServer(tls) : http.createServer();
server.listen(Number(env.OIDC_LAB_PORT ?? 15556), host, start);

// The address must be known before the engine is made: port 0 asks for any port.
async function start() {
  settings.issuer = `http${tls ? 's' : ''}://${host}:${server.address().port}${prefix}`;
  const lab = await makeProvider(settings);
  const engine = lab.provider.callback();
  server.on('request', (req, res) => {
    answer(lab, engine, req, res).catch((err) => fail(res, err));
  });
  console.log(`ready ${settings.issuer}`);
}

async function answer(lab, engine, req, res) {
  const url = new URL(req.url, settings.issuer);
  if (url.pathname === '/healthz') return res.end('ok\n');
  const step = /^\/interaction\/([\w-]+)(?:\/(login|abort))?$/.exec(url.pathname);
  if (step) return logIn(lab, settings, req, res, step[1], step[2]);
  if (!url.pathname.startsWith(`${prefix}/`)) return refuse(res, 404, 'Y000404', 'Not Found');
  if (settings.strict && req.method === 'GET' && url.pathname === `${prefix}/authorize`) {
    const wrong = complaint(url.searchParams);
    if (wrong) return refuse(res, 400, 'Y000400', `Bad Request Exception: ${wrong}`);
  }
  req.originalUrl = req.url;
  if (req.method === 'GET' && url.pathname === `${prefix}/session/end/auto`) {
    await confirmLogout(req, url.searchParams.get('xsrf'));
  } else {
    req.url = req.url.slice(prefix.length);
  }
  return engine(req, res);
}

// The federation asks nobody whether they really mean to sign out: this turns the
// redirection of provider.mjs into the confirmation that the engine waits for.
async function confirmLogout(req, xsrf) {
  for await (const chunk of req) void chunk; // once drained, the engine takes req.body
  req.method = 'POST';
  req.headers['content-type'] = 'application/x-www-form-urlencoded';
  req.headers['content-length'] = '1'; // a request without a length has no type
  req.body = { xsrf, logout: 'yes' };
  req.originalUrl = `${prefix}/session/end/confirm`;
  req.url = '/session/end/confirm';
}

function refuse(res, status, error, description) {
  console.error(new Date().toISOString(), error, description);
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify({ error, error_description: description }));
}

function fail(res, err) {
  console.error(new Date().toISOString(), err.name ?? '', err.error_description ?? err.message);
  if (!res.headersSent) res.writeHead(err.status ?? 500, { 'content-type': 'application/json' });
  res.end(JSON.stringify({ error: err.error ?? 'server_error', error_description: err.error_description ?? err.message }));
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    server.closeAllConnections();
    server.close(() => process.exit(0));
  });
}
// Started by a test, it ends with it: the test holds the other end of this pipe.
if (env.OIDC_LAB_WATCH_STDIN === '1') process.stdin.on('end', () => process.exit(0)).resume();
