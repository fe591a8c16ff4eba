import { ShieldAlert, ShieldCheck, ShieldQuestion } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Banner } from "@/shared/ui";
import type { Chain } from "../api";
import { among } from "../model";

const WHY = ["gap", "missing", "changed", "cut", "unlinked", "head"] as const;

/** What the last check of the chain found, in a word. */
export function ChainBadge({ chain }: { chain: Chain | null }) {
  const { t } = useTranslation("privacy");
  if (!chain) return <Badge icon={<ShieldQuestion aria-hidden />}>{t(($) => $.audit.unchecked)}</Badge>;
  return (
    <Badge
      tone={chain.holds ? "brand" : "danger"}
      icon={chain.holds ? <ShieldCheck aria-hidden /> : <ShieldAlert aria-hidden />}
    >
      {t(($) => (chain.holds ? $.audit.holds : $.audit.broken))}
    </Badge>
  );
}

/** The same with when, and what to do about one that is broken. */
export function ChainLine({ chain }: { chain: Chain | null }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  if (chain && !chain.holds) {
    const known = among(WHY, chain.broken ?? "");
    return (
      <div role="alert" className="mb-3">
        <Banner tone="danger">
          <b className="font-semibold">{t(($) => $.audit.broken)}.</b>{" "}
          {t(($) => $.audit.brokenAt, {
            place: chain.broken_at ?? "?",
            why: known ? t(($) => $.why[known]) : (chain.broken ?? ""),
          })}
        </Banner>
      </div>
    );
  }
  return (
    <p className="tnum mb-3 flex flex-wrap items-center gap-2 text-sm text-fg-3">
      <ChainBadge chain={chain} />
      {chain &&
        t(($) => $.audit.checked, { when: format.relative(chain.checked_at), linked: format.number(chain.linked) })}
    </p>
  );
}
