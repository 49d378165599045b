import type { CredentialType } from '../../../model/index.ts';

/** A vendor's own form of a secret. Patterns are linear and unanchored: they are looked for inside longer text too. */
export interface SecretShape {
  readonly title: string;
  readonly credential: CredentialType;
  readonly pattern: RegExp;
  readonly lifetime?: 'static' | 'short';
  /** Whom it speaks to, when the form alone says it. */
  readonly host?: string;
}

const token = 'token' as const;
const apiKey = 'api_key' as const;

/** Most particular first. Sources: the vendors' secret-scanning pages and documentation of token formats. */
export const secretShapes: readonly SecretShape[] = [
  {
    title: 'AWS access key id',
    credential: 'access_key',
    pattern: /\bAKIA[0-9A-Z]{16}\b/,
    lifetime: 'static',
  },
  {
    title: 'AWS temporary access key id',
    credential: 'access_key',
    pattern: /\bASIA[0-9A-Z]{16}\b/,
    lifetime: 'short',
  },
  {
    title: 'GitHub fine-grained token',
    credential: token,
    pattern: /\bgithub_pat_[0-9A-Za-z_]{22,}/,
    host: 'api.github.com',
  },
  {
    title: 'GitHub personal access token',
    credential: token,
    pattern: /\bghp_[0-9A-Za-z]{30,}/,
    lifetime: 'static',
    host: 'api.github.com',
  },
  {
    title: 'GitHub OAuth token',
    credential: token,
    pattern: /\bgho_[0-9A-Za-z]{30,}/,
    lifetime: 'static',
    host: 'api.github.com',
  },
  {
    title: 'GitHub app token',
    credential: token,
    pattern: /\bgh[usr]_[0-9A-Za-z]{30,}/,
    lifetime: 'short',
    host: 'api.github.com',
  },
  {
    title: 'GitLab token',
    credential: token,
    pattern: /\bgl(?:pat|dt|rt|ptt|soat|cbt)-[0-9A-Za-z_-]{20,}/,
    host: 'gitlab.com',
  },
  {
    title: 'Slack token',
    credential: token,
    pattern: /\bxox[abeoprs]-[0-9A-Za-z-]{10,}/,
    lifetime: 'static',
    host: 'slack.com',
  },
  {
    title: 'Slack app token',
    credential: token,
    pattern: /\bxapp-\d-[0-9A-Za-z-]{10,}/,
    lifetime: 'static',
    host: 'slack.com',
  },
  {
    title: 'Anthropic key',
    credential: apiKey,
    pattern: /\bsk-ant-[0-9A-Za-z_-]{20,}/,
    lifetime: 'static',
    host: 'api.anthropic.com',
  },
  {
    title: 'OpenRouter key',
    credential: apiKey,
    pattern: /\bsk-or-[0-9A-Za-z_-]{20,}/,
    lifetime: 'static',
    host: 'openrouter.ai',
  },
  {
    title: 'Stripe secret key',
    credential: apiKey,
    pattern: /\b[sr]k_live_[0-9A-Za-z]{16,}/,
    lifetime: 'static',
    host: 'api.stripe.com',
  },
  {
    title: 'Stripe test key',
    credential: apiKey,
    pattern: /\b[sr]k_test_[0-9A-Za-z]{16,}/,
    lifetime: 'static',
    host: 'api.stripe.com',
  },
  {
    title: 'OpenAI key',
    credential: apiKey,
    pattern: /\bsk-(?:(?:proj|svcacct|admin)-[0-9A-Za-z_-]{20,}|[0-9A-Za-z]{32,})/,
    lifetime: 'static',
    host: 'api.openai.com',
  },
  { title: 'npm token', credential: token, pattern: /\bnpm_[0-9A-Za-z]{30,}/, host: 'registry.npmjs.org' },
  {
    title: 'PyPI token',
    credential: token,
    pattern: /\bpypi-[0-9A-Za-z_-]{40,}/,
    lifetime: 'static',
    host: 'upload.pypi.org',
  },
  {
    title: 'Google API key',
    credential: apiKey,
    pattern: /\bAIza[0-9A-Za-z_-]{30,}/,
    lifetime: 'static',
    host: 'googleapis.com',
  },
  {
    title: 'Google access token',
    credential: token,
    pattern: /\bya29\.[0-9A-Za-z_-]{20,}/,
    lifetime: 'short',
    host: 'googleapis.com',
  },
  {
    title: 'Google refresh token',
    credential: token,
    pattern: /\b1\/\/0[0-9A-Za-z_-]{30,}/,
    lifetime: 'static',
    host: 'oauth2.googleapis.com',
  },
  {
    title: 'Google OAuth client secret',
    credential: 'password',
    pattern: /\bGOCSPX-[0-9A-Za-z_-]{20,}/,
    lifetime: 'static',
    host: 'oauth2.googleapis.com',
  },
  {
    title: 'Hugging Face token',
    credential: token,
    pattern: /\bhf_[0-9A-Za-z]{30,}/,
    host: 'huggingface.co',
  },
  {
    title: 'SendGrid key',
    credential: apiKey,
    pattern: /\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}/,
    lifetime: 'static',
    host: 'api.sendgrid.com',
  },
  {
    title: 'DigitalOcean token',
    credential: token,
    pattern: /\bdo[opr]_v1_[0-9a-f]{32,}/,
    host: 'api.digitalocean.com',
  },
  {
    title: 'Docker Hub token',
    credential: token,
    pattern: /\bdckr_(?:pat|oat)_[0-9A-Za-z_-]{20,}/,
    host: 'hub.docker.com',
  },
  { title: 'Vault token', credential: token, pattern: /\bhv[bsr]\.[0-9A-Za-z_-]{20,}/ },
  {
    title: 'Terraform Cloud token',
    credential: token,
    pattern: /\b[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_-]{40,}/,
    host: 'app.terraform.io',
  },
  {
    title: 'Atlassian token',
    credential: token,
    pattern: /\bATATT3[0-9A-Za-z_=-]{30,}/,
    host: 'atlassian.net',
  },
  {
    title: 'Grafana service account token',
    credential: token,
    pattern: /\bglsa_[0-9A-Za-z]{20,}_[0-9a-f]{6,}/,
  },
  { title: 'Linear key', credential: apiKey, pattern: /\blin_api_[0-9A-Za-z]{30,}/, host: 'api.linear.app' },
  { title: 'Notion token', credential: token, pattern: /\bntn_[0-9A-Za-z]{30,}/, host: 'api.notion.com' },
  { title: 'Figma token', credential: token, pattern: /\bfigd_[0-9A-Za-z_-]{30,}/, host: 'api.figma.com' },
  { title: 'Groq key', credential: apiKey, pattern: /\bgsk_[0-9A-Za-z]{40,}/, host: 'api.groq.com' },
  { title: 'xAI key', credential: apiKey, pattern: /\bxai-[0-9A-Za-z]{40,}/, host: 'api.x.ai' },
  {
    title: 'Perplexity key',
    credential: apiKey,
    pattern: /\bpplx-[0-9A-Za-z]{30,}/,
    host: 'api.perplexity.ai',
  },
  { title: 'Tavily key', credential: apiKey, pattern: /\btvly-[0-9A-Za-z-]{20,}/, host: 'api.tavily.com' },
  {
    title: 'Sentry token',
    credential: token,
    pattern: /\bsntry[su]_[0-9A-Za-z_=+/-]{30,}/,
    host: 'sentry.io',
  },
  { title: 'Shopify token', credential: token, pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{30,}/ },
  {
    title: 'age secret key',
    credential: 'api_key',
    pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{50,}/,
    lifetime: 'static',
  },
  {
    title: 'JSON Web Token',
    credential: token,
    pattern: /\beyJ[0-9A-Za-z_-]{8,}\.eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}/,
  },
  {
    title: 'Azure storage account key',
    credential: 'access_key',
    pattern: /\bAccountKey=[0-9A-Za-z+/]{60,}={0,2}/,
    lifetime: 'static',
  },
];

const placeholder =
  /^$|^<.*>$|^\[.*\]$|^\*+$|^(.)\1*$|change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)|your[-_ ]|[-_ ]here$|^(?:my|the)[-_ ](?:secret|password|token|key)|x{4,}|abc123|abcdef|123456|\.{3}|…|\bexample\b|EXAMPLE|placeholder|dummy|\btodo\b|\bfixme\b|\binsert[-_ ]|redacted|^(?:null|nil|none|undefined|true|false|yes|no|on|off|n\/a)$|^(?:test|testing|secret|password|passwd|pass|passw0rd|admin|administrator|root|postgres|mysql|user|guest|minioadmin|default|token|key|dev|local|development)\d{0,4}$|^(?:0123456789|1234567890?|12345678|abcdefgh)/i;

/** Text that stands where a secret would, and is none: `changeme`, `<token>`, `xxxx`, `example`, well-known defaults. */
export const isPlaceholder = (value: string): boolean => placeholder.test(value.trim());

const referenceShapes: readonly RegExp[] = [
  /^\$\{\{?\s*(?<to>[^}]{1,200}?)\s*\}?\}$/,
  /^\{\{\s*(?<to>[^}]{1,200}?)\s*\}\}$/,
  /^\$(?<to>[A-Za-z_]\w{0,120})$/,
  /^\$env:(?<to>[A-Za-z_]\w{0,120})$/i,
  /^%(?<to>[A-Za-z_]\w{0,120})%$/,
  /^(?<to>(?:op|vault|aws-sm|awssm|gcpsm|azurekv|keychain|secretref|doppler|infisical|bws):\/{0,2}.{1,200})$/,
  /^(?<to>(?:env|file|input|keyring|ssm):.{1,200})$/,
  /^\$\((?<to>.{1,200})\)$/,
];

/** The name a value points at when it is not itself the secret: `${TOKEN}`, `${input:key}`, `op://…`. */
export function referenceIn(value: string): string | undefined {
  const text = value.trim().replace(/^(?:Bearer|Basic|token)\s+/i, '');
  const fallback = /^\$\{\w{1,120}:?-(?<rest>[^}]{1,})\}$/.exec(text)?.groups?.['rest'];
  // `${TOKEN:-the secret itself}` is a secret with a reference before it.
  if (fallback !== undefined && !isPlaceholder(fallback)) return undefined;
  for (const shape of referenceShapes) {
    const to = shape.exec(text)?.groups?.['to'];
    if (to !== undefined) return to;
  }
  return undefined;
}

// Long words count at the end of any name (`pgpassword`); short ones only as a word of their own (`MONKEY` is no key).
const secretName =
  /(?:token|secret|password|passwd|passphrase|api_?key|credentials?|authorization|(?:^|_)(?:key|pat|pass|pwd|auth|cookie|dsn|webhook_url))(?:_?\d{1,2})?$/;
const notSecretName =
  /public|publishable|^next_public|^vite_|anon_key$|(?:^|[_-])(?:key_?id|access_?key_?id)$|(?:sort|partition|primary|foreign|cache|hot|short|map|object|row|index)_?key$|max_|min_|_(?:ttl|url|uri|file|path|name|type|length|size|count|limit|expiry|expires|header|prefix|algorithm)$|^(?:key|pass)$|compass$|bypass$/i;

/** A variable whose name says that it holds a secret: `*_TOKEN`, `apiKey`, `DB_PASSWORD`; not `PUBLIC_KEY`, `TOKEN_URL`. */
export const namesSecret = (name: string): boolean =>
  secretName.test(
    name
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replaceAll(/[.\s-]/g, '_')
      .toLowerCase(),
  ) && !notSecretName.test(name);

/** Shannon entropy in bits a character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length);
  return bits;
}

/** The vendor's form somewhere in the text, unless what was found is a placeholder in that form. */
export function shapeIn(text: string): { readonly shape: SecretShape; readonly value: string } | undefined {
  for (const shape of secretShapes) {
    const value = shape.pattern.exec(text)?.[0];
    if (value !== undefined && !isPlaceholder(value) && entropyOf(value) >= 2.8) return { shape, value };
  }
  return undefined;
}

/** What a value of that name is, when it is a secret at all. `value` is the secret part alone. */
export interface JudgedSecret {
  readonly value: string;
  readonly title: string;
  readonly credential: CredentialType;
  readonly certainty: 'known' | 'named';
  readonly lifetime?: 'static' | 'short';
  readonly host?: string;
}

/** Judges by the vendor's form first, then by the name together with how random the value is. */
export function judgeSecret(name: string, raw: string): JudgedSecret | undefined {
  const text = raw.trim();
  if (text.length < 6 || text.length > 16_384) return undefined;
  const known = shapeIn(text);
  if (known !== undefined) {
    const { title, credential, lifetime, host } = known.shape;
    return {
      value: known.value,
      title,
      credential,
      certainty: 'known',
      ...(lifetime === undefined ? {} : { lifetime }),
      ...(host === undefined ? {} : { host }),
    };
  }
  const inUrl = passwordInUrl(text);
  if (inUrl !== undefined)
    return {
      value: inUrl,
      title: 'password in a URL',
      credential: 'password',
      certainty: 'known',
      lifetime: 'static',
    };
  if (!namesSecret(name) || referenceIn(text) !== undefined) return undefined;
  const fallback = /^\$\{\w{1,120}:?-(?<rest>[^}]+)\}$/.exec(text)?.groups?.['rest'];
  const value = (fallback ?? text).replace(/^(?:Bearer|Basic|token)\s+/i, '');
  if (isPlaceholder(value) || referenceIn(value) !== undefined || isPlain(value)) return undefined;
  const isPassword = /pass|pwd/i.test(name);
  if (value.length < (isPassword ? 6 : 12) || entropyOf(value) < (isPassword ? 2.3 : 3)) return undefined;
  if (!isPassword && /^[a-z]+(?:[-_. /][a-z]+)*$/i.test(value) && entropyOf(value) < 4) return undefined;
  return {
    value,
    title: isPassword ? 'password by its name' : 'secret by its name',
    credential: isPassword ? 'password' : 'api_key',
    certainty: 'named',
  };
}

/** The password in `scheme://user:password@host`, when it is a real one. */
export function passwordInUrl(text: string): string | undefined {
  const found = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#@:]{0,256}:(?<password>[^\s/?#@]{1,256})@/i.exec(text);
  const password = found?.groups?.['password'];
  if (password === undefined || password.length < 6) return undefined;
  if (isPlaceholder(password) || referenceIn(password) !== undefined || /^[$%{<]/.test(password))
    return undefined;
  return password;
}

/** Paths, URLs, plain numbers, dates, dotted names and prose are not secrets whatever their name says. */
const isPlain = (value: string): boolean =>
  /^(?:\.{0,2}|~)\/|^[A-Za-z]:\\|^[a-z][a-z0-9+.-]*:\/\/(?![^/]*@)|^-?\d{1,11}(?:\.\d+)?$|^\d{4}-\d{2}-\d{2}/i.test(
    value,
  ) ||
  /^(?:[a-z]+\.)+[a-z]+$/i.test(value) ||
  /\s\S+\s\S+\s/.test(value);
