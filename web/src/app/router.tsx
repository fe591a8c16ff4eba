import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { may, owing, useSession } from "@/shared/api";
import { reached } from "@/shared/code";
import { NoSuchPage, PageFailed } from "./faults";
import { page } from "./page";

/** Where to go after signing in. */
type Return = { to?: string };
/** A page that keeps its view in the address: each reads its own names from it. */
type View = Record<string, string | number | boolean | string[] | undefined>;
const view = (search: Record<string, unknown>): View => search as View;

const root = createRootRoute({ component: Outlet, notFoundComponent: NoSuchPage, errorComponent: PageFailed });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): Return => (typeof search.to === "string" ? { to: search.to } : {}),
  component: lazyRouteComponent(() => import("@/features/auth/pages/SignInPage"), "SignInPage"),
});
const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  component: lazyRouteComponent(() => reached(() => import("@/features/auth/pages/RegisterPage")), "RegisterPage"),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(() => import("@/features/team/pages/InvitationPage"), "InvitationPage"),
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("@/features/auth/pages/ForgotPage"), "ForgotPage"),
});
const verify = createRoute({
  getParentRoute: () => root,
  path: "/verify-email",
  component: lazyRouteComponent(() => import("@/features/auth/pages/VerifyPage"), "VerifyPage"),
});
const lessMail = createRoute({
  getParentRoute: () => root,
  path: "/less-mail",
  component: lazyRouteComponent(() => import("@/features/auth/pages/VerifyPage"), "LessMailPage"),
});
const companySignIn = createRoute({
  getParentRoute: () => root,
  path: "/company-sign-in",
  component: lazyRouteComponent(() => import("@/features/auth/pages/CompanySignInPage"), "CompanySignInPage"),
});
const cameBack = createRoute({
  getParentRoute: () => root,
  path: "/single-sign-on",
  component: lazyRouteComponent(() => import("@/features/auth/pages/CameBackPage"), "CameBackPage"),
});

/**
 * Who is outside goes to the door, who owes a second factor to where they set one up, before anything of the inside is read; both
 * come back from there.
 */
function signedIn({ location: { href, pathname } }: { location: { href: string; pathname: string } }): void {
  const out = useSession.getState().standing === "out";
  if (out || (owing() && !pathname.endsWith("/second-factor")))
    throw redirect({ to: out ? "/sign-in" : "/second-factor", search: { to: href } });
}
const secondFactor = createRoute({
  getParentRoute: () => root,
  path: "/second-factor",
  validateSearch: (search: Record<string, unknown>): Return => (typeof search.to === "string" ? { to: search.to } : {}),
  component: lazyRouteComponent(() => reached(() => import("@/features/profile/pages/ProfilePage")), "OwingPage"),
  beforeLoad: signedIn,
});
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: lazyRouteComponent(() => reached(() => import("./Shell")), "Shell"),
  beforeLoad: signedIn,
});
const getParentRoute = () => inside;

/** For a screen that hangs on a wall: signed in, without anything around it. */
const wall = createRoute({
  getParentRoute: () => root,
  path: "/wall",
  validateSearch: view,
  component: page("read:metrics", () => import("@/features/dashboard/pages/WallPage"), "WallPage"),
  beforeLoad: signedIn,
});

const index = createRoute({
  getParentRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: may("read:metrics") ? "/dashboard" : "/inbox" });
  },
});
const dashboard = createRoute({
  getParentRoute,
  path: "/dashboard",
  validateSearch: view,
  component: page("read:metrics", () => import("@/features/dashboard/pages/DashboardPage"), "DashboardPage"),
});
const inbox = createRoute({
  getParentRoute,
  path: "/inbox",
  validateSearch: view,
  component: page("read:conversations", () => import("@/features/inbox/pages/InboxPage"), "InboxPage"),
});
const thread = createRoute({
  getParentRoute: () => inbox,
  path: "/$conversationId",
  component: () => null,
});
const flows = createRoute({
  getParentRoute,
  path: "/flows",
  validateSearch: view,
  component: page("read:flows", () => import("@/features/flows/pages/FlowsPage"), "FlowsPage"),
});
const builder = createRoute({
  getParentRoute,
  path: "/flows/$flowId",
  validateSearch: view,
  component: page("read:flows", () => import("@/features/flows/pages/BuilderPage"), "BuilderPage"),
});
const simulator = createRoute({
  getParentRoute,
  path: "/flows/$flowId/simulator",
  validateSearch: view,
  component: page("read:flows", () => import("@/features/flows/pages/SimulatorPage"), "SimulatorPage"),
});
const campaigns = createRoute({
  getParentRoute,
  path: "/campaigns",
  validateSearch: view,
  component: page("read:campaigns", () => import("@/features/campaigns/pages/CampaignsPage"), "CampaignsPage"),
});
const campaign = createRoute({
  getParentRoute,
  path: "/campaigns/$campaignId",
  validateSearch: view,
  component: page("read:campaigns", () => import("@/features/campaigns/pages/CampaignPage"), "CampaignPage"),
});
const campaignRules = createRoute({
  getParentRoute,
  path: "/settings/campaigns",
  component: page("read:campaigns", () => import("@/features/campaigns/pages/CampaignsPage"), "RulesPage"),
});
const contacts = createRoute({
  getParentRoute,
  path: "/contacts",
  validateSearch: view,
  component: page("read:contacts", () => import("@/features/contacts/pages/ContactsPage"), "ContactsPage"),
});
const contact = createRoute({
  getParentRoute,
  path: "/contacts/$contactId",
  validateSearch: view,
  component: page("read:contacts", () => import("@/features/contacts/pages/ContactPage"), "ContactPage"),
});
const contactImport = createRoute({
  getParentRoute,
  path: "/contacts/import",
  validateSearch: view,
  component: page("write:contacts", () => import("@/features/contacts/pages/ImportPage"), "ImportPage"),
});
const segments = createRoute({
  getParentRoute,
  path: "/segments",
  component: page("read:contacts", () => import("@/features/contacts/pages/SegmentsPage"), "SegmentsPage"),
});
const segment = createRoute({
  getParentRoute,
  path: "/segments/$segmentId",
  validateSearch: view,
  component: page("read:contacts", () => import("@/features/contacts/pages/SegmentPage"), "SegmentPage"),
});
/** One page under two addresses: what is written stays on it when a new campaign gets its own. */
const campaignForm = createRoute({
  getParentRoute,
  id: "campaign-form",
  component: page("write:campaigns", () => import("@/features/campaigns/wizard/pages/WizardPage"), "WizardPage"),
});
const newCampaign = createRoute({
  getParentRoute: () => campaignForm,
  path: "/campaigns/new",
  component: () => null,
});
const editCampaign = createRoute({
  getParentRoute: () => campaignForm,
  path: "/campaigns/$campaignId/edit",
  component: () => null,
});
const templates = createRoute({
  getParentRoute,
  path: "/templates",
  validateSearch: view,
  component: page("read:templates", () => import("@/features/templates/pages/TemplatesPage"), "TemplatesPage"),
});
const template = createRoute({
  getParentRoute,
  path: "/templates/$templateId",
  validateSearch: view,
  component: page("read:templates", () => import("@/features/templates/pages/TemplatePage"), "TemplatePage"),
});
const costs = createRoute({
  getParentRoute,
  path: "/costs",
  validateSearch: view,
  component: page("read:metrics", () => import("@/features/costs/pages/CostsPage"), "CostsPage"),
});
const settings = createRoute({
  getParentRoute,
  path: "/settings",
  component: page("read:routing", () => import("@/features/settings/pages/SettingsPage"), "SettingsPage"),
});
const numbers = createRoute({
  getParentRoute,
  path: "/settings/numbers",
  component: page("read:whatsapp_configs", () => import("@/features/numbers/pages/NumbersPage"), "NumbersPage"),
});
const newNumber = createRoute({
  getParentRoute,
  path: "/settings/numbers/new",
  validateSearch: view,
  component: page("manage:whatsapp_configs", () => import("@/features/numbers/pages/NewNumberPage"), "NewNumberPage"),
});
const number = createRoute({
  getParentRoute,
  path: "/settings/numbers/$numberId",
  component: page("read:whatsapp_configs", () => import("@/features/numbers/pages/NumberPage"), "NumberPage"),
});
const team = createRoute({
  getParentRoute,
  path: "/settings/team",
  validateSearch: view,
  component: page("read:users", () => import("@/features/team/pages/TeamPage"), "TeamPage"),
});
const person = createRoute({
  getParentRoute,
  path: "/settings/team/$userId",
  component: page("read:users", () => import("@/features/team/pages/PersonPage"), "PersonPage"),
});
const queues = createRoute({
  getParentRoute,
  path: "/settings/queues",
  component: page("read:routing", () => import("@/features/routing/pages/QueuesPage"), "QueuesPage"),
});
const hours = createRoute({
  getParentRoute,
  path: "/settings/hours",
  component: page("read:routing", () => import("@/features/routing/pages/HoursPage"), "HoursPage"),
});
const replies = createRoute({
  getParentRoute,
  path: "/settings/replies",
  component: page("read:conversations", () => import("@/features/routing/pages/RepliesPage"), "RepliesPage"),
});
const tags = createRoute({
  getParentRoute,
  path: "/settings/tags",
  component: page("read:contacts", () => import("@/features/routing/pages/TagsPage"), "TagsPage"),
});
const attributes = createRoute({
  getParentRoute,
  path: "/settings/attributes",
  component: page("read:contacts", () => import("@/features/contacts/pages/AttributesPage"), "AttributesPage"),
});
const apiKeys = createRoute({
  getParentRoute,
  path: "/settings/api-keys",
  component: page("manage:api_keys", () => import("@/features/team/pages/ApiKeysPage"), "ApiKeysPage"),
});
const erps = createRoute({
  getParentRoute,
  path: "/settings/erps",
  component: page("read:erp", () => import("@/features/erps/pages/ErpsPage"), "ErpsPage"),
});
const erp = createRoute({
  getParentRoute,
  path: "/settings/erps/$erpType",
  validateSearch: view,
  component: page("read:erp", () => import("@/features/erps/pages/ErpPage"), "ErpPage"),
});
const billing = createRoute({
  getParentRoute,
  path: "/settings/billing",
  component: page("read:billing", () => import("@/features/billing/pages/BillingPage"), "BillingPage"),
});
const outages = createRoute({
  getParentRoute,
  path: "/settings/outages",
  component: page("read:erp", () => import("@/features/outages/pages/OutagesPage"), "OutagesPage"),
});
const webhooks = createRoute({
  getParentRoute,
  path: "/settings/webhooks",
  component: page("read:webhooks", () => import("@/features/webhooks/pages/WebhooksPage"), "WebhooksPage"),
});
const signOn = createRoute({
  getParentRoute,
  path: "/settings/sign-on",
  component: page("manage:users", () => import("@/features/signOn/pages/SignOnPage"), "SignOnPage"),
});
const ai = createRoute({
  getParentRoute,
  path: "/settings/ai",
  component: page("manage:ai", () => import("@/features/ai/pages/AiSettingsPage"), "AiSettingsPage"),
});
const prompts = createRoute({
  getParentRoute,
  path: "/settings/ai/prompts",
  component: page("manage:ai", () => import("@/features/ai/pages/PromptPages"), "PromptsPage"),
});
const prompt = createRoute({
  getParentRoute,
  path: "/settings/ai/prompts/$promptId",
  component: page("manage:ai", () => import("@/features/ai/pages/PromptPages"), "PromptPage"),
});
const evaluations = createRoute({
  getParentRoute,
  path: "/settings/ai/evaluations",
  validateSearch: view,
  component: page("manage:ai", () => import("@/features/ai/pages/PromptPages"), "EvaluationsPage"),
});
const knowledge = createRoute({
  getParentRoute,
  path: "/settings/knowledge",
  validateSearch: view,
  component: page("use:ai", () => import("@/features/ai/pages/KnowledgePage"), "KnowledgePage"),
});
const privacy = createRoute({
  getParentRoute,
  path: "/settings/privacy",
  validateSearch: view,
  component: page("manage:privacy", () => import("@/features/privacy/pages/RequestsPage"), "RequestsPage"),
});
const consents = createRoute({
  getParentRoute,
  path: "/settings/privacy/consents",
  validateSearch: view,
  component: page("manage:privacy", () => import("@/features/privacy/pages/DutyPages"), "ConsentsPage"),
});
const retention = createRoute({
  getParentRoute,
  path: "/settings/privacy/retention",
  component: page("manage:privacy", () => import("@/features/privacy/pages/DutyPages"), "RetentionPage"),
});
const compliance = createRoute({
  getParentRoute,
  path: "/settings/privacy/compliance",
  component: page("manage:privacy", () => import("@/features/privacy/pages/DutyPages"), "CompliancePage"),
});
const audit = createRoute({
  getParentRoute,
  path: "/settings/audit",
  validateSearch: view,
  component: page("read:audit", () => import("@/features/privacy/pages/AuditPage"), "AuditPage"),
});
const plan = createRoute({
  getParentRoute,
  path: "/settings/plan",
  component: page("manage:tenant", () => import("@/features/platform/pages/PlanPage"), "PlanPage"),
});
const companies = createRoute({
  getParentRoute,
  path: "/platform/companies",
  validateSearch: view,
  component: page("manage:platform", () => import("@/features/platform/pages/CompaniesPage"), "CompaniesPage"),
});
const company = createRoute({
  getParentRoute,
  path: "/platform/companies/$companyId",
  validateSearch: view,
  component: page("manage:platform", () => import("@/features/platform/pages/CompanyPage"), "CompanyPage"),
});
const profile = createRoute({
  getParentRoute,
  path: "/profile",
  component: lazyRouteComponent(() => reached(() => import("@/features/profile/pages/ProfilePage")), "ProfilePage"),
});

const routeTree = root.addChildren([
  secondFactor,
  signIn,
  register,
  invitation,
  forgot,
  verify,
  lessMail,
  companySignIn,
  cameBack,
  wall,
  inside.addChildren([
    index,
    dashboard,
    inbox.addChildren([thread]),
    flows,
    builder,
    simulator,
    campaigns,
    campaign,
    campaignRules,
    contacts,
    contact,
    contactImport,
    segments,
    segment,
    campaignForm.addChildren([newCampaign, editCampaign]),
    templates,
    template,
    costs,
    settings,
    numbers,
    newNumber,
    number,
    team,
    person,
    queues,
    hours,
    replies,
    tags,
    attributes,
    apiKeys,
    erps,
    erp,
    billing,
    outages,
    webhooks,
    signOn,
    ai,
    prompts,
    prompt,
    evaluations,
    knowledge,
    privacy,
    consents,
    retention,
    compliance,
    audit,
    plan,
    companies,
    company,
    profile,
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: "/app",
  defaultPreload: "intent",
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: NoSuchPage,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** A session that ends, here or in another tab, leads to the door; one that begins leads back. So does what is owed meanwhile. */
useSession.subscribe((now, before) => {
  if (before.standing === "in" && (now.standing === "out" || owing(now) > owing(before))) void router.invalidate();
});
