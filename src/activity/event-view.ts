import type { ActivityEvent, OcsfUser } from './event.ts';

/** Who is told to have acted. `key` tells identities apart within one product. */
export interface Actor {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  /** What the source itself tells identities apart by, and their address, where the log says them. */
  readonly uid?: string | undefined;
  readonly email?: string | undefined;
  /** The cloud account, tenant or organisation, where the log says it. */
  readonly account?: string | undefined;
}

/** The actor of an event, or undefined where the log names none. */
export function actorOf(event: ActivityEvent): Actor | undefined {
  const { actor, metadata } = event;
  const product = metadata.product.vendor_name ?? metadata.product.name ?? '';
  const user = actor?.user ?? (event.class_uid === 3002 ? event.user : undefined);
  if (user !== undefined && !isNobody(user)) {
    const id = user.uid ?? user.name ?? user.email_addr ?? user.account?.uid;
    // a name alone is one within its account
    const within = user.uid === undefined && user.account?.uid !== undefined ? `${user.account.uid} ` : '';
    if (id !== undefined)
      return {
        key: `${product} ${within}${id}`,
        name: user.name ?? id,
        kind: user.type ?? 'User',
        uid: user.uid,
        email: user.email_addr,
        account: user.account?.uid,
      };
  }
  const app = actor?.app_uid ?? actor?.app_name;
  if (app !== undefined)
    return {
      key: `${product} ${app}`,
      name: actor?.app_name ?? app,
      kind: 'Application',
      uid: actor?.app_uid,
    };
  const service = actor?.invoked_by;
  return service === undefined ? undefined : { key: `${product} ${service}`, name: service, kind: 'Service' };
}

/** How an unknown actor is written in OCSF, which asks for one in every event. */
const isNobody = (user: OcsfUser): boolean =>
  user.type_id === 0 && user.uid === undefined && user.name === 'Unknown';

/** Every word that an event’s actor goes by: whoever asks for somebody need not know which one the log keeps. */
export const namesOf = (event: ActivityEvent): readonly string[] =>
  [event.actor?.user, event.class_uid === 3002 ? event.user : undefined]
    .flatMap((user) => [user?.uid, user?.name, user?.email_addr, user?.uid?.split('/').at(-1)])
    .concat([
      event.actor?.app_name,
      event.actor?.app_uid,
      event.actor?.invoked_by,
      event.actor?.session?.uid?.split('/').at(-1),
    ])
    .filter((name) => name !== undefined);

/** The service and the operation: `iam.amazonaws.com CreateUser`. */
export function actionOf(event: ActivityEvent): string {
  const operation = event.api?.operation ?? event.metadata.event_code ?? event.activity_name ?? 'unknown';
  const service = event.api?.service?.name;
  return service === undefined ? operation : `${service} ${operation}`;
}

/** What was acted on, whichever of the places of its class it stands in. */
export function targetsOf(event: ActivityEvent): readonly string[] {
  const found = [
    ...(event.resources ?? []),
    event.resource,
    event.class_uid === 3002 ? undefined : event.user,
    event.group,
    event.entity,
    event.class_uid === 3002 ? event.service : undefined,
  ].flatMap((target) => target?.uid ?? target?.name ?? []);
  return event.class_uid === 3002 ? found.filter((name) => name !== 'Unknown') : found;
}

/** The network that it came from: an address’s /24 or /48, or the name of a service; undefined where it is not told. */
export function networkOf(event: ActivityEvent): string | undefined {
  const endpoint = event.src_endpoint;
  const ip = endpoint?.ip;
  if (ip !== undefined) {
    const v4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(ip);
    if (v4 !== null) return `${v4[1]}.0/24`;
    return ip.includes(':') && !ip.startsWith(':') ? `${ip.split(':').slice(0, 3).join(':')}::/48` : ip;
  }
  const name = endpoint?.svc_name ?? endpoint?.hostname ?? endpoint?.name;
  return name === 'Unknown' ? undefined : name;
}

/** The program by its name and first number: versions come and go, and browsers all say they are Mozilla. */
export function clientOf(event: ActivityEvent): string | undefined {
  const agent = event.http_request?.user_agent;
  if (agent === undefined) return undefined;
  const browser = /\b(Edg|OPR|Firefox|Chrome|Safari)\/(\d+)/.exec(agent);
  if (agent.startsWith('Mozilla/') && browser !== null) return `${browser[1]}/${browser[2]}`;
  const product = /^\[?([\w .+-]{1,60}?)\/v?(\d+)/.exec(agent);
  return product === null ? agent.slice(0, 60).toWellFormed() : `${product[1]}/${product[2]}`;
}

export const credentialOf = (event: ActivityEvent): string | undefined =>
  event.actor?.user?.credential_uid ?? event.actor?.session?.credential_uid ?? event.session?.credential_uid;

/** Of whom else the event tells where it comes from, told apart as actors are; nothing else of it is theirs. */
export function tellsOf(event: ActivityEvent):
  | {
      readonly actor: Actor;
      readonly provenance: readonly string[];
      readonly credential: string | undefined;
    }
  | undefined {
  const told = event.unmapped?.tells_of;
  // what was refused made nobody come from anywhere
  if (told === undefined || event.status_id === 2) return undefined;
  const { unmapped: _, class_uid: __, user: ___, ...rest } = event;
  const actor = actorOf({ ...rest, class_uid: 6003, actor: { user: told.user } });
  return actor === undefined
    ? undefined
    : { actor, provenance: told.provenance, credential: told.credential_uid };
}

/** A call of a model, and after a tab which one, where that is told; undefined for everything else. */
export function modelCallOf(event: ActivityEvent): string | undefined {
  const operation = event.api?.operation ?? event.metadata.event_code;
  if (operation === undefined || !callsModel(operation, event)) return undefined;
  const told = event.unmapped?.more?.['model'];
  const model = typeof told === 'string' ? told : targetsOf(event)[0];
  return model === undefined ? actionOf(event) : `${actionOf(event)}\t${model}`;
}

function callsModel(operation: string, { api, metadata }: ActivityEvent): boolean {
  const service = api?.service?.name ?? '';
  if (service.startsWith('bedrock'))
    return /^(InvokeModel|Converse|InvokeAgent|InvokeInlineAgent|InvokeFlow|RetrieveAndGenerate)/.test(
      operation,
    );
  if (service === 'aiplatform.googleapis.com' || service === 'generativelanguage.googleapis.com')
    return /\.(Stream)?(GenerateContent|RawPredict|ChatCompletions)$|\.(Server|Stream)\w*Predict$|\.Predict$/.test(
      operation,
    );
  if (metadata.product.vendor_name === 'MCP')
    return /^(chat|text_completion|generate_content|sampling\/createMessage)$/.test(operation);
  return /^(ChatCompletions|Completions|Responses)_Create$/i.test(operation);
}

/** The half of a call that only says that it began; its end is an event of its own. */
export const isBeginning = (event: ActivityEvent): boolean => {
  const stage = event.unmapped?.more?.['stage'];
  return stage === 'request' || stage === 'RequestReceived' || stage === 'ResponseStarted';
};
