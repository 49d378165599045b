import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { doorFor } from './api/session.ts';
import { readAnswerFor } from './screens/decision/answer-for.ts';
import { readAccessSearch } from './screens/access/access-search.ts';
import { readBehaviourSearch } from './screens/behaviour/behaviour-search.ts';
import { readEscalationSearch } from './screens/escalation/escalation-search.ts';
import { readQueueSearch } from './screens/findings/queue-search.ts';
import { readListSearch } from './screens/identities/list-search.ts';
import { readMoment } from './screens/identity/moment.ts';
import { readLivesSearch } from './screens/lives/lives-search.ts';
import { readRollbackSearch } from './screens/rollback/rollback-search.ts';
import { readDutySearch } from './screens/duties/duty-search.ts';
import { readBundlesSearch } from './screens/bundles/bundles-search.ts';
import { readWhatIfSearch } from './screens/what-if/what-if-search.ts';
import { readRolesSearch } from './screens/roles/roles-search.ts';
import { readPolicySearch } from './screens/policies/policy-search.ts';
import { AppShell } from './shell/app-shell.tsx';
import { CrashedPage, NotFoundPage } from './shell/failure-pages.tsx';

interface Context {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFoundPage });

/** Everything that needs somebody who is signed in. Who is not comes back to where they wanted to go. */
const inside = createRoute({
  id: 'inside',
  getParentRoute: () => root,
  component: AppShell,
  notFoundComponent: NotFoundPage,
  beforeLoad: async ({ context, location }) => {
    const door = await doorFor(context.queryClient);
    if (door !== undefined) throw redirect({ to: door, search: { to: location.href } });
  },
});

const home = createRoute({
  path: '/',
  getParentRoute: () => inside,
  beforeLoad: () => {
    throw redirect({ to: '/overview', replace: true });
  },
});
const overview = createRoute({
  path: '/overview',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/overview/index.tsx'), 'Screen'),
});
const identities = createRoute({
  path: '/identities',
  getParentRoute: () => inside,
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./screens/identities/index.tsx'), 'Screen'),
});
const identity = createRoute({
  path: '/identities/$id',
  getParentRoute: () => inside,
  validateSearch: readMoment,
  component: lazyRouteComponent(() => import('./screens/identity/index.tsx'), 'Screen'),
});
const justification = createRoute({
  path: '/identities/$id/justification',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/justify/index.tsx'), 'Screen'),
});
const findings = createRoute({
  path: '/findings',
  getParentRoute: () => inside,
  validateSearch: readQueueSearch,
  component: lazyRouteComponent(() => import('./screens/findings/index.tsx'), 'Screen'),
});
const finding = createRoute({
  path: '/findings/$id',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/finding/index.tsx'), 'Screen'),
});
const decision = createRoute({
  path: '/proposals/$id',
  getParentRoute: () => inside,
  validateSearch: readAnswerFor,
  component: lazyRouteComponent(() => import('./screens/decision/index.tsx'), 'Screen'),
});
const inbox = createRoute({
  path: '/inbox',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/inbox/index.tsx'), 'Screen'),
});
const notifications = createRoute({
  path: '/notifications',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/notifications/index.tsx'), 'Screen'),
});
const delegations = createRoute({
  path: '/delegations',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/delegations/index.tsx'), 'Screen'),
});
const decide = createRoute({
  path: '/decide',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/decide/index.tsx'), 'Screen'),
});
const ledger = createRoute({
  path: '/ledger',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/ledger/index.tsx'), 'Screen'),
});
const entry = createRoute({
  path: '/ledger/$entry',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/entry/index.tsx'), 'Screen'),
});
const sources = createRoute({
  path: '/sources',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/sources/index.tsx'), 'Screen'),
});
const scan = createRoute({
  path: '/scan',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/scan/index.tsx'), 'Screen'),
});
const policies = createRoute({
  path: '/policies',
  getParentRoute: () => inside,
  validateSearch: readPolicySearch,
  component: lazyRouteComponent(() => import('./screens/policies/index.tsx'), 'Screen'),
});
const access = createRoute({
  path: '/access',
  getParentRoute: () => inside,
  validateSearch: readAccessSearch,
  component: lazyRouteComponent(() => import('./screens/access/index.tsx'), 'Screen'),
});
const paths = createRoute({
  path: '/paths',
  getParentRoute: () => inside,
  validateSearch: readEscalationSearch,
  component: lazyRouteComponent(() => import('./screens/escalation/index.tsx'), 'Screen'),
});
const behaviour = createRoute({
  path: '/behaviour',
  getParentRoute: () => inside,
  validateSearch: readBehaviourSearch,
  component: lazyRouteComponent(() => import('./screens/behaviour/index.tsx'), 'Screen'),
});
const replay = createRoute({
  path: '/replay',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/replay/index.tsx'), 'Screen'),
});
const replayCase = createRoute({
  path: '/replay/$id',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/replay-case/index.tsx'), 'Screen'),
});
const rollback = createRoute({
  path: '/rollback',
  getParentRoute: () => inside,
  validateSearch: readRollbackSearch,
  component: lazyRouteComponent(() => import('./screens/rollback/index.tsx'), 'Screen'),
});
const rollout = createRoute({
  path: '/rollouts/$id',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/rollout/index.tsx'), 'Screen'),
});
const duties = createRoute({
  path: '/duties',
  getParentRoute: () => inside,
  validateSearch: readDutySearch,
  component: lazyRouteComponent(() => import('./screens/duties/index.tsx'), 'Screen'),
});
const lives = createRoute({
  path: '/lives',
  getParentRoute: () => inside,
  validateSearch: readLivesSearch,
  component: lazyRouteComponent(() => import('./screens/lives/index.tsx'), 'Screen'),
});
const whatIf = createRoute({
  path: '/what-if',
  getParentRoute: () => inside,
  validateSearch: readWhatIfSearch,
  component: lazyRouteComponent(() => import('./screens/what-if/index.tsx'), 'Screen'),
});
const bundles = createRoute({
  path: '/bundles',
  getParentRoute: () => inside,
  validateSearch: readBundlesSearch,
  component: lazyRouteComponent(() => import('./screens/bundles/index.tsx'), 'Screen'),
});
const roles = createRoute({
  path: '/roles',
  getParentRoute: () => inside,
  validateSearch: readRolesSearch,
  component: lazyRouteComponent(() => import('./screens/roles/index.tsx'), 'Screen'),
});
const campaigns = createRoute({
  path: '/campaigns',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/campaigns/index.tsx'), 'Screen'),
});
/** The template that a campaign is built from, by the address. */
const readTemplate = (search: Readonly<Record<string, unknown>>): { readonly template?: string } =>
  typeof search['template'] === 'string' ? { template: search['template'].slice(0, 61) } : {};
const campaignNew = createRoute({
  path: '/campaigns/new',
  getParentRoute: () => inside,
  validateSearch: readTemplate,
  component: lazyRouteComponent(() => import('./screens/campaign-new/index.tsx'), 'Screen'),
});
const campaign = createRoute({
  path: '/campaigns/$id',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/campaign/index.tsx'), 'Screen'),
});
const review = createRoute({
  path: '/campaigns/$id/review',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/review/index.tsx'), 'Screen'),
});
const requests = createRoute({
  path: '/requests',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/requests/index.tsx'), 'Screen'),
});
const mandates = createRoute({
  path: '/mandates',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/mandates/index.tsx'), 'Screen'),
});
const watched = createRoute({
  path: '/watched',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/watched/index.tsx'), 'Screen'),
});
const mandate = createRoute({
  path: '/mandates/$id',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/mandate/index.tsx'), 'Screen'),
});
const savedView = createRoute({
  path: '/views/$id',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/saved-view/index.tsx'), 'Screen'),
});
const signers = createRoute({
  path: '/signers',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/signers/index.tsx'), 'Screen'),
});
const settings = createRoute({
  path: '/settings',
  getParentRoute: () => inside,
  component: lazyRouteComponent(() => import('./screens/settings/index.tsx'), 'Screen'),
});
/** Any other address: inside the frame, so that one can go on from there. */
const nowhere = createRoute({ path: '$', getParentRoute: () => inside, component: NotFoundPage });
const gallery =
  import.meta.env.MODE === 'production'
    ? []
    : [
        createRoute({
          path: '/gallery',
          getParentRoute: () => inside,
          component: lazyRouteComponent(() => import('./gallery/index.tsx'), 'Screen'),
        }),
      ];
const signIn = createRoute({
  path: '/sign-in',
  getParentRoute: () => root,
  component: lazyRouteComponent(() => import('./screens/sign-in/index.tsx'), 'Screen'),
});
const signInBack = createRoute({
  path: '/sign-in/back',
  getParentRoute: () => root,
  component: lazyRouteComponent(() => import('./screens/sign-in-back/index.tsx'), 'Screen'),
});
const welcome = createRoute({
  path: '/welcome',
  getParentRoute: () => root,
  component: lazyRouteComponent(() => import('./screens/welcome/index.tsx'), 'Screen'),
});

const tree = root.addChildren([
  inside.addChildren([
    home,
    overview,
    identities,
    identity,
    justification,
    findings,
    finding,
    decision,
    inbox,
    delegations,
    notifications,
    decide,
    ledger,
    entry,
    sources,
    scan,
    policies,
    rollback,
    rollout,
    duties,
    lives,
    roles,
    bundles,
    whatIf,
    access,
    paths,
    behaviour,
    replay,
    replayCase,
    campaigns,
    mandates,
    watched,
    requests,
    mandate,
    campaignNew,
    campaign,
    review,
    savedView,
    signers,
    settings,
    nowhere,
    ...gallery,
  ]),
  signIn,
  signInBack,
  welcome,
]);

/** Where each address leads. Every screen is a part of its own, fetched when a link to it is pointed at. */
export const createConsoleRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultErrorComponent: CrashedPage,
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
