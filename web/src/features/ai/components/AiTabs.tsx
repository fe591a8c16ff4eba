import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";

const PARTS = [
  { id: "models", to: "/settings/ai", needs: "manage:ai" },
  { id: "prompts", to: "/settings/ai/prompts", needs: "manage:ai" },
  { id: "knowledge", to: "/settings/knowledge", needs: "use:ai" },
  { id: "evaluations", to: "/settings/ai/evaluations", needs: "manage:ai" },
] as const;

/** The pages of this part side by side. */
export function AiTabs() {
  const { t } = useTranslation("ai");
  const manages = useMay("manage:ai");
  const parts = PARTS.filter(({ needs }) => manages || needs === "use:ai");
  if (parts.length < 2) return null;
  return (
    <nav aria-label={t(($) => $.tabs.label)} className="mb-5 flex gap-1 overflow-x-auto border-b border-line">
      {parts.map(({ id, to }) => (
        <Link
          key={id}
          to={to}
          activeOptions={{ exact: id !== "prompts", includeSearch: false }}
          className="flex h-9 shrink-0 items-center border-b-2 border-transparent px-2.5 text-sm text-fg-2 hover:text-fg focus-visible:-outline-offset-2"
          activeProps={{ className: "border-brand! font-medium text-brand-fg!" }}
        >
          {t(($) => $.tabs[id])}
        </Link>
      ))}
    </nav>
  );
}
