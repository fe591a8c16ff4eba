import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { SubNav } from "@/shared/ui";

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
  return (
    <SubNav
      label={t(($) => $.tabs.label)}
      pages={parts.map((part) => ({ ...part, label: t(($) => $.tabs[part.id]) }))}
    />
  );
}
