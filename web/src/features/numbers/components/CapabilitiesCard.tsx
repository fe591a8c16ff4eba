import { useQuery } from "@tanstack/react-query";
import { Check, Minus, Type } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/shared/api";
import { Banner, Bones, Card, Failed } from "@/shared/ui";
import { capabilitiesOptions } from "../api";
import { among } from "../model";

type Can = Schema<"CanOut">;
const SUPPORTS = ["native", "as_text", "no"] as const;
const LOOKS = {
  native: { icon: Check, tone: "text-brand-fg" },
  as_text: { icon: Type, tone: "text-warn" },
  no: { icon: Minus, tone: "text-fg-3" },
} as const;

function Row({ name, can }: { name: string; can: Can }) {
  const { t, i18n } = useTranslation("numbers");
  const support = among(SUPPORTS, can.support) ?? "no";
  const { icon: Icon, tone } = LOOKS[support];
  // A newer server may know kinds that have no word here yet.
  const known = i18n.exists(`numbers:can.what.${name}`);
  return (
    <li className="flex items-center gap-2 py-1 text-sm">
      <Icon className={`size-4 shrink-0 ${tone}`} aria-label={t(($) => $.can[support])} />
      <span className={support === "no" ? "text-fg-2" : "text-fg"}>
        {known ? t(($) => $.can.what[name as "text"]) : name}
      </span>
      {support === "as_text" && <span className="text-xs text-warn">{t(($) => $.can.as_text)}</span>}
    </li>
  );
}

/** Kinds of content and features: native, as text, or not. */
export function CapabilitiesCard({ id }: { id: string }) {
  const { t } = useTranslation("numbers");
  const table = useQuery(capabilitiesOptions(id));
  if (!table.data)
    return (
      <Card title={t(($) => $.can.title)}>
        {table.isError ? (
          <Failed tight error={table.error} retry={() => void table.refetch()} />
        ) : (
          <Bones rows={4} className="h-6" />
        )}
      </Card>
    );
  const { contents, features, most_buttons, most_rows, notice_text } = table.data;
  return (
    <Card title={t(($) => $.can.title)}>
      {notice_text && <Banner tone="warn">{notice_text}</Banner>}
      <p className="my-2 text-sm text-fg-2">{t(($) => $.can.limits, { buttons: most_buttons, rows: most_rows })}</p>
      {(
        [
          ["contents", contents],
          ["features", features],
        ] as const
      ).map(([part, cans]) => (
        <section key={part} className="mt-3">
          <h3 className="mb-1 text-sm font-semibold">{t(($) => $.can[part])}</h3>
          <ul className="grid gap-x-6 sm:grid-cols-2 lg:grid-cols-3">
            {Object.entries(cans as Record<string, Can>).map(([name, can]) => (
              <Row key={name} name={name} can={can} />
            ))}
          </ul>
        </section>
      ))}
    </Card>
  );
}
