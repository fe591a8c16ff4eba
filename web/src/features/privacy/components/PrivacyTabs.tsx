import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";

const PARTS = [
  { id: "requests", to: "/settings/privacy", needs: "manage:privacy" },
  { id: "consents", to: "/settings/privacy/consents", needs: "manage:privacy" },
  { id: "retention", to: "/settings/privacy/retention", needs: "manage:privacy" },
  { id: "audit", to: "/settings/audit", needs: "read:audit" },
  { id: "compliance", to: "/settings/privacy/compliance", needs: "manage:privacy" },
] as const;

/** The pages of this part side by side. */
export function PrivacyTabs() {
  const { t } = useTranslation("privacy");
  const manages = useMay("manage:privacy");
  const reads = useMay("read:audit");
  const parts = PARTS.filter(({ needs }) => (needs === "read:audit" ? reads : manages));
  if (parts.length < 2) return null;
  return (
    <nav aria-label={t(($) => $.tabs.label)} className="mb-5 flex gap-1 overflow-x-auto border-b border-line">
      {parts.map(({ id, to }) => (
        <Link
          key={id}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className="flex h-9 shrink-0 items-center border-b-2 border-transparent px-2.5 text-sm text-fg-2 hover:text-fg focus-visible:-outline-offset-2"
          activeProps={{ className: "border-brand! font-medium text-brand-fg!" }}
        >
          {t(($) => $.tabs[id])}
        </Link>
      ))}
    </nav>
  );
}
