/**
 * Words of names of tools and permissions, by what they tell of. A word stands here for what it means wherever it is used; no
 * product’s tools are listed by name.
 */
const vocabulary = {
  read: 'get read list fetch find search query describe show view lookup select download export open decrypt reveal scan browse retrieve load pull',
  write:
    'create add put attach update set grant delete remove invite assign enable disable reset rotate write modify edit patch insert upsert merge apply deploy publish push post execute run rename move approve revoke truncate administer manage readwrite terminate start stop restart drop alter admin owner',
  identity:
    'user users role roles rolemanagement policy policies group groups groupmember member members membership memberships permission permissions principal principals iam mfa collaborator collaborators serviceaccount serviceaccounts rolebinding rolebindings clusterrolebinding clusterrolebindings approle approleassignment application access',
  secret: 'secret secrets password passwords credential credentials keyvault token tokens apikey apikeys',
  ticket: 'ticket tickets issue issues incident incidents jira servicenow workorder workorders',
  'written by others':
    'mail email emails inbox message messages comment comments issue issues ticket tickets review reviews slack channel channels thread threads chat chats feed rss',
  private:
    'customer customers user users contact contacts mail email emails inbox message messages chat chats file files document documents drive record records invoice invoices order orders database databases table tables sql crm note notes calendar employee employees patient patients personnel repository repositories code',
  send: 'send publish share upload notify tweet reply comment webhook email post',
  web: 'web url urls page pages html http browser browse navigate scrape crawl website websites',
} as const;

const sets = new Map(
  Object.entries(vocabulary).map(([topic, words]) => [topic, new Set(words.split(' '))] as const),
);

/** A name longer than this is none. */
const longest = 200;

/** `createAccessKey`, `create_access_key`, `create-access-key` → create, access, key. */
export const wordsOf = (name: string): ReadonlySet<string> =>
  new Set(
    name
      .slice(0, longest)
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== ''),
  );

export function isOf(words: ReadonlySet<string>, topic: keyof typeof vocabulary): boolean {
  const known = sets.get(topic);
  return known !== undefined && [...words].some((word) => known.has(word));
}
