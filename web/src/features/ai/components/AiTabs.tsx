import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { SubNav } from "@/shared/ui";

const PARTS = [
  { id: "models", to: "/settings/ai", needs: "manage:ai" },
  { id: "prompts", to: "/settings/ai/prompts", needs: "manage:ai", below: true },
  { id: "knowledge", to: "/settings/knowledge", needs: "use:ai" },
  { id: "evaluations", to: "/settings/ai/evaluations", needs: "manage:ai" },
] as const;

/** The pages of this part side by side. */
export function AiTabs() {
  const { t } = useTranslation("ai");
  const manages = useMay("manage:ai");
  const parts = PARTS.filter(({ needs }) => manages || needs === "use:ai");
  return (
    <SubNav
      label={t(($) => $.tabs.label)}
      pages={parts.map((part) => ({ ...part, label: t(($) => $.tabs[part.id]) }))}
    />
  );
}
