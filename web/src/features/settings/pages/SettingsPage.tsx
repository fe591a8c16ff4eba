import { Link, useRouter } from "@tanstack/react-router";
import {
  BellRing,
  BookOpen,
  Clock,
  FileText,
  Fingerprint,
  Gauge,
  KeyRound,
  ListPlus,
  type LucideIcon,
  MessageSquareText,
  Phone,
  Plug,
  ScrollText,
  ShieldUser,
  SlidersHorizontal,
  Sparkles,
  Tags,
  UserRound,
  Users,
  Waypoints,
  Webhook,
  WifiOff,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useSession } from "@/shared/api";
import { PageBody, PageHead } from "@/shared/ui";

/** The same each time: a new list at every look would draw for ever. */
const NOTHING: string[] = [];

/** Where everything is that can be set, each with the right it needs. */
const PARTS = [
  {
    id: "channels",
    cards: [
      { id: "numbers", to: "/settings/numbers", icon: Phone, needs: "read:whatsapp_configs" },
      { id: "templates", to: "/templates", icon: FileText, needs: "read:templates" },
      { id: "campaigns", to: "/settings/campaigns", icon: SlidersHorizontal, needs: "read:campaigns" },
    ],
  },
  {
    id: "service",
    cards: [
      { id: "queues", to: "/settings/queues", icon: Waypoints, needs: "read:routing" },
      { id: "hours", to: "/settings/hours", icon: Clock, needs: "read:routing" },
      { id: "replies", to: "/settings/replies", icon: MessageSquareText, needs: "read:conversations" },
      { id: "tags", to: "/settings/tags", icon: Tags, needs: "read:contacts" },
      { id: "attributes", to: "/settings/attributes", icon: ListPlus, needs: "read:contacts" },
    ],
  },
  {
    id: "systems",
    cards: [
      { id: "erps", to: "/settings/erps", icon: Plug, needs: "read:erp" },
      { id: "billing", to: "/settings/billing", icon: BellRing, needs: "read:billing" },
      { id: "outages", to: "/settings/outages", icon: WifiOff, needs: "read:erp" },
      { id: "webhooks", to: "/settings/webhooks", icon: Webhook, needs: "read:webhooks" },
    ],
  },
  {
    id: "intelligence",
    cards: [
      { id: "ai", to: "/settings/ai", icon: Sparkles, needs: "manage:ai" },
      { id: "knowledge", to: "/settings/knowledge", icon: BookOpen, needs: "use:ai" },
    ],
  },
  {
    id: "access",
    cards: [
      { id: "team", to: "/settings/team", icon: Users, needs: "read:users" },
      { id: "apiKeys", to: "/settings/api-keys", icon: KeyRound, needs: "manage:api_keys" },
      { id: "signOn", to: "/settings/sign-on", icon: Fingerprint, needs: "manage:users" },
      { id: "privacy", to: "/settings/privacy", icon: ShieldUser, needs: "manage:privacy" },
      { id: "plan", to: "/settings/plan", icon: Gauge, needs: "manage:tenant" },
      { id: "audit", to: "/settings/audit", icon: ScrollText, needs: "read:audit" },
      { id: "profile", to: "/profile", icon: UserRound, needs: null },
    ],
  },
] as const satisfies readonly {
  id: string;
  cards: readonly { id: string; to: string; icon: LucideIcon; needs: string | null }[];
}[];

/** Cards to everything that the person may use. */
export function SettingsPage() {
  const { t } = useTranslation("settings");
  const router = useRouter();
  const permissions = useSession((s) => s.me?.permissions ?? NOTHING);
  const parts = PARTS.map((part) => ({
    ...part,
    cards: part.cards.filter((card) => card.needs === null || permissions.includes(card.needs)),
  }));
  useActions(
    parts.flatMap((part) =>
      part.cards.map(({ id, to, icon: Icon }) => ({
        id: `settings:${id}`,
        label: t(($) => $[id]),
        group: t(($) => $.title),
        icon: <Icon aria-hidden />,
        run: () => void router.navigate({ to }),
      })),
    ),
  );
  return (
    <PageBody>
      <PageHead title={t(($) => $.title)} about={t(($) => $.about)} />
      {parts.map(
        (part) =>
          part.cards.length > 0 && (
            <section key={part.id} className="mb-6">
              <h2 className="mb-2 text-sm font-semibold text-fg-2">{t(($) => $[part.id])}</h2>
              <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
                {part.cards.map(({ id, to, icon: Icon }) => (
                  <li key={id}>
                    <Link
                      to={to}
                      className="flex h-full items-start gap-3 rounded-card border border-line bg-surface p-4 shadow-e1 hover:bg-surface-2"
                    >
                      <span className="grid size-9 shrink-0 place-items-center rounded-control bg-brand-soft text-brand-fg">
                        <Icon className="size-[18px]" aria-hidden />
                      </span>
                      <span>
                        <b className="block text-base font-semibold">{t(($) => $[id])}</b>
                        <span className="block text-sm text-fg-2">{t(($) => $[`${id}Hint`])}</span>
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
    </PageBody>
  );
}
