import { describe, expect, it } from 'vitest';
import { isPlaceholder, judgeSecret, namesSecret, referenceIn } from './secret-shapes.ts';

// Values are put together here so that no scanner takes this file for a leak.
const random = 'k7Qm2Zx9Rt4Vb8Nc1Lp6Wd3Hs5Jf0Gy';

describe('a secret is', () => {
  it.each([
    ['anything', `ghp_${random}aaa9`, 'GitHub personal access token'],
    ['anything', `github_pat_${random}`, 'GitHub fine-grained token'],
    ['anything', `glpat-${random}`, 'GitLab token'],
    ['anything', `xoxb-${random}`, 'Slack token'],
    ['anything', `sk-ant-api03-${random}`, 'Anthropic key'],
    ['anything', `sk-proj-${random}`, 'OpenAI key'],
    ['anything', `npm_${random}abcd`, 'npm token'],
    ['anything', `AIza${random}`, 'Google API key'],
    ['anything', `AKIA${random.toUpperCase().slice(0, 16)}`, 'AWS access key id'],
    ['DATABASE_URL', `postgres://app:${random.slice(4, 12)}@db/app`, 'password in a URL'],
    ['SERVICE_TOKEN', random, 'secret by its name'],
    ['serviceApiKey', random, 'secret by its name'],
    ['Authorization', `Bearer ${random}`, 'secret by its name'],
    ['DB_PASSWORD', 'Tr0ub4dor', 'password by its name'],
    ['X_TOKEN', `\${X_TOKEN:-${random}}`, 'secret by its name'],
  ])('%s = %s', (name, value, title) => expect(judgeSecret(name, value)?.title).toBe(title));
});

describe('no secret is', () => {
  it.each([
    ['API_KEY', 'changeme'],
    ['API_KEY', 'your-api-key-here'],
    ['API_KEY', '<your token>'],
    ['API_KEY', 'xxxxxxxxxxxxxxxx'],
    ['API_KEY', '${API_KEY}'],
    ['API_KEY', '${input:api-key}'],
    ['API_KEY', '$API_KEY'],
    ['API_KEY', '{{ vault.api_key }}'],
    ['API_KEY', '${{ secrets.API_KEY }}'],
    ['API_KEY', 'op://vault/item/field'],
    ['API_KEY', 'sk-...'],
    ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
    ['GITHUB_TOKEN', `ghp_${'x'.repeat(36)}`],
    ['PUBLIC_KEY', random],
    ['TOKEN_URL', 'https://idp.acme.test/oauth/token'],
    ['PRIVATE_KEY_PATH', '/etc/ssl/private/key.pem'],
    ['PRIVATE_KEY', '/etc/ssl/private/key.pem'],
    ['MAX_TOKENS', '4096'],
    ['CACHE_KEY', random],
    ['SORT_KEY', random],
    ['NODE_ENV', 'production'],
    ['COMMIT', random],
    ['PASSWORD', 'postgres'],
    ['DATABASE_URL', 'postgres://postgres:postgres@localhost/app'],
    ['DATABASE_URL', 'postgres://app:${PASSWORD}@db/app'],
    ['SECRET_NAME', random],
    ['i18n_key', 'settings.profile.title'],
    ['token', 'the quick brown fox jumps over it'],
  ])('%s = %s', (name, value) => expect(judgeSecret(name, value)).toBeUndefined());
});

it('tells names of secrets from names about secrets', () => {
  expect(['GITHUB_TOKEN', 'apiKey', 'client-secret', 'DB_PASSWORD', 'PAT'].every(namesSecret)).toBe(true);
  expect(
    ['PUBLIC_KEY', 'TOKEN_URL', 'AWS_ACCESS_KEY_ID', 'MONKEY', 'COMPASS', 'KEYBOARD', 'PATH'].some(
      namesSecret,
    ),
  ).toBe(false);
});

it('names what a reference points at', () => {
  expect(referenceIn('Bearer ${input:token}')).toBe('input:token');
  expect(referenceIn('%TOKEN%')).toBe('TOKEN');
  expect(referenceIn(random)).toBeUndefined();
});

it('knows placeholders without taking random text for one', () => {
  expect(isPlaceholder('CHANGE_ME')).toBe(true);
  expect(isPlaceholder(random)).toBe(false);
});
