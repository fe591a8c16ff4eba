import { useQuery } from "@tanstack/react-query";
import { FileSpreadsheet, Upload, X } from "lucide-react";
import { Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient, useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { Button } from "@/shared/ui";
import { type Brought, importOptions } from "../api";
import type { Campaign } from "../model";
import { At, Told, useWizard } from "../parts";

const FileDialog = lazily(() => import("./FileDialog"), "FileDialog");

export type FileProps = {
  /** Saves what has changed: a file belongs to a campaign that is there. */
  save: () => Promise<Campaign | null>;
  onBrought: (brought: Brought) => void;
};

/** People from a file, for this campaign alone; what the file says of each may stand in the message. */
export function AudienceFile({ save, onBrought }: FileProps) {
  const { t } = useTranslation("campaignWizard");
  const { form, set, begun } = useWizard();
  const may = useMay("write:contacts");
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<{ file: File; campaign: Campaign } | null>(null);
  const [brought, setBrought] = useState<Brought | null>(null);
  const own = brought?.list_id === form.file ? brought : null;
  if (!may && !form.file) return null;
  const pick = async (file: File | undefined) => {
    const campaign = file && (await save());
    if (file && campaign) setChosen({ file, campaign });
  };
  return (
    <At field="targeting.file" className="flex flex-col gap-2 border-t border-line pt-4">
      <p className="text-sm font-medium text-fg">{t(($) => $.file.title)}</p>
      {form.file ? (
        <div className="flex flex-wrap items-center gap-3 rounded-node bg-surface-2 px-3 py-2.5 text-sm text-fg-2">
          <FileSpreadsheet className="size-5 shrink-0 text-brand-fg" aria-hidden />
          <div className="min-w-0 flex-1">{own ? <Reading brought={own} /> : t(($) => $.file.there)}</div>
          {!begun && (
            <Button look="quiet" icon={<X aria-hidden />} onPress={() => set({ file: null })}>
              {t(($) => $.file.remove)}
            </Button>
          )}
        </div>
      ) : (
        <p className="text-sm text-fg-3">{t(($) => $.file.about)}</p>
      )}
      <Told field="targeting.file" />
      {!begun && may && (
        <Button className="self-start" icon={<Upload aria-hidden />} onPress={() => input.current?.click()}>
          {t(($) => (form.file ? $.file.another : $.file.pick))}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t(($) => $.file.pick)}
        accept=".csv,.txt,.tsv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => {
          void pick(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Suspense>
        {chosen && (
          <FileDialog
            file={chosen.file}
            campaignId={chosen.campaign.id}
            onClose={() => setChosen(null)}
            onBrought={(made) => {
              setChosen(null);
              setBrought(made);
              onBrought(made);
            }}
          />
        )}
      </Suspense>
    </At>
  );
}

/** How far the file is read; when it is, the audience is counted anew. */
function Reading({ brought }: { brought: Brought }) {
  const { t } = useTranslation("campaignWizard");
  const format = useFormat();
  const { data: one } = useQuery(importOptions(brought.import_id));
  const running = !one || one.state === "running";
  const before = useRef(running);
  useEffect(() => {
    if (before.current && !running) void queryClient.invalidateQueries({ queryKey: keys.campaignEstimates() });
    before.current = running;
  }, [running]);
  return (
    <div role="status">
      <b className="block truncate font-medium text-fg">{one?.filename}</b>
      {running
        ? t(($) => $.file.reading, { shown: format.number(one?.seen ?? 0) })
        : t(($) => $.file.read, {
            taken: format.number(one.seen - one.refused),
            refused: format.number(one.refused),
          })}
      {brought.columns.length > 0 && (
        <span className="block text-xs text-fg-3">
          {t(($) => $.file.columns)}{" "}
          {brought.columns.map((name) => (
            <code key={name} className="mr-2 font-mono">{`{{ file.${name} }}`}</code>
          ))}
        </span>
      )}
    </div>
  );
}
