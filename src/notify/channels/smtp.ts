import { isIP } from 'node:net';
import { lookup } from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { done, Fault, refuse, type Result } from '../../model/index.ts';
import { mailOf } from '../formats/mail.ts';
import type { Sending } from './send.ts';
import { refuseAddress } from './address-guard.ts';

/**
 * One mail over SMTP. Without `smtps:` the connection must become TLS before anything is said (STARTTLS), except to this
 * machine itself; certificates are verified. Refuses what would be refused each time, as when the server knows no such
 * receiver; throws Fault `target_failed`, `source_unreachable`, `secret_unavailable`, `timed_out` for what is worth trying again.
 */
export async function sendMail(sending: Sending): Promise<Result<true>> {
  const { endpoint, url, message, to, reach, now, withinMs } = sending;
  if (to === undefined || !/^[^\s<>,;:"@]{1,64}@[^\s<>,;:"@]{1,255}$/.test(to))
    return refuse('target_failed', 'No address is known that mail could be sent to.', mendAddress);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const address = await addressOf(host, reach);
  const isTls = url.protocol === 'smtps:';
  const isHere = address === '127.0.0.1' || address === '::1';
  const mail = mailOf(message);
  // loaded when the first mail goes out: whoever sends none has none of it in memory
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host: address,
    port: url.port === '' ? (isTls ? 465 : 587) : Number(url.port),
    secure: isTls,
    requireTLS: !isTls && !isHere,
    tls: {
      ...(isIP(host) === 0 ? { servername: host } : {}),
      minVersion: 'TLSv1.2',
      ...(endpoint.authority === undefined ? {} : { ca: endpoint.authority }),
    },
    ...(endpoint.password === undefined
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: endpoint.password } }),
    connectionTimeout: withinMs,
    greetingTimeout: withinMs,
    socketTimeout: withinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const over = new AbortController();
  try {
    const sent = transport.sendMail({
      from: endpoint.from,
      to: { name: '', address: to },
      date: new Date(now),
      messageId: `<${message.id}@${domainOf(endpoint.from ?? '')}>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'X-Countersign-Authority': message.authority,
      },
      ...mail,
    });
    const late = pause(withinMs * 2, 'late', { signal: over.signal, ref: false });
    late.catch(() => undefined);
    sent.catch(() => undefined);
    if ((await Promise.race([sent, late])) === 'late')
      throw new Fault('timed_out', 'The mail server did not take it in time.', {
        next: 'It is tried again.',
      });
    return done(true);
  } catch (error) {
    return explained(error);
  } finally {
    over.abort();
    transport.close();
  }
}

async function addressOf(host: string, reach: Sending['reach']): Promise<string> {
  if (isIP(host) !== 0) {
    refuseAddress(host, reach);
    return host;
  }
  const found = await lookup(host, { all: true }).catch((cause: unknown) => {
    throw new Fault('source_unreachable', 'The name of the mail server is not known.', {
      next: 'It is tried again.',
      cause,
    });
  });
  for (const { address } of found) refuseAddress(address, reach);
  return found[0]?.address ?? host;
}

const domainOf = (from: string): string => /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'countersign.invalid';

const mendAddress = 'Have the address corrected in the source of people.';

/** Nothing of what the server said is told: it may repeat what was sent. */
function explained(error: unknown): Result<never> {
  if (error instanceof Fault) throw error;
  const member = (name: string): unknown =>
    typeof error === 'object' && error !== null
      ? Object.entries(error).find(([key]) => key === name)?.[1]
      : undefined;
  const [code, status] = [member('code'), member('responseCode')];
  const said = `${typeof code === 'string' ? code : 'no connection'}${typeof status === 'number' ? `, ${status}` : ''}`;
  const isFinal = typeof status === 'number' && status >= 500;
  if (isFinal && code === 'EENVELOPE')
    return refuse('target_failed', `The mail server takes no mail for this receiver (${said}).`, mendAddress);
  if (isFinal && code === 'EMESSAGE')
    return refuse('target_failed', `The mail server does not take this mail (${said}).`);
  if (code === 'EAUTH')
    throw new Fault('secret_unavailable', `The mail server does not accept user or password (${said}).`, {
      next: 'Add the channel anew with the right one.',
      cause: error,
    });
  throw typeof status === 'number'
    ? new Fault('target_failed', `The mail server refused for now (${said}).`, {
        next: 'It is tried again.',
        cause: error,
      })
    : new Fault('source_unreachable', `The mail server could not be reached (${said}).`, {
        next: 'It is tried again.',
        cause: error,
      });
}
