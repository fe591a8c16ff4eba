import { useQuery } from "@tanstack/react-query";
import { Download, Users } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, queryClient, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Banner, Bones, Button, Card, Failed, LinkButton, toast } from "@/shared/ui";
import { CHANGES, refusedRows } from "../api";
import { rowsOf } from "../importing";
import { Figures, RefusedRows } from "./CheckStep";

const LOOK_MS = 700;
const TONES = { running: "info", done: "brand", failed: "danger" } as const;

/** How far an import is, and at its end what became of it: its numbers are rows that are stored. */
export function Report({ id }: { id: string }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const mayTake = useMay("read:phone_numbers");
  const found = useQuery({
    queryKey: keys.contactImport(id),
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/contacts/imports/{import_id}", { params: { path: { import_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? LOOK_MS : false),
  });
  const one = found.data;
  const state = one?.state;
  const seen = useRef(state);
  useEffect(() => {
    if (seen.current === "running" && state !== "running")
      for (const queryKey of [...CHANGES, keys.imports()]) void queryClient.invalidateQueries({ queryKey });
    seen.current = state;
  }, [state]);
  if (found.isError && !one) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (!one) return <Bones rows={3} className="h-20" />;
  const running = one.state === "running";
  return (
    <Card
      title={<span className="break-all">{one.filename || t(($) => $.report.nameless)}</span>}
      end={<Badge tone={TONES[one.state]}>{t(($) => $.state[one.state])}</Badge>}
    >
      {running && <Progress seen={one.seen} rows={rowsOf(one.id)} />}
      {one.problem && (
        <div className="mb-4">
          <Banner tone="danger">{one.problem}</Banner>
        </div>
      )}
      <Figures
        items={[
          [t(($) => $.report.created), one.created, "brand"],
          [t(($) => $.report.updated), one.updated, "info"],
          [t(($) => $.report.unchanged), one.unchanged, "plain"],
          [t(($) => $.report.refused), one.refused, one.refused > 0 ? "danger" : "plain"],
        ]}
      />
      <p className="mt-3 text-sm text-fg-3">
        {t(($) => $.report.read, { count: one.seen, shown: format.number(one.seen) })} {format.dateTime(one.created_at)}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        {one.refused > 0 && mayTake && (
          <Button
            icon={<Download aria-hidden />}
            onPress={() =>
              void refusedRows(
                id,
                t(($) => $.report.refusedFile),
              ).catch(toast.failed)
            }
          >
            {t(($) => $.report.download)}
          </Button>
        )}
        {!running && (
          <LinkButton to="/contacts" look="secondary" icon={<Users aria-hidden />}>
            {t(($) => $.report.contacts)}
          </LinkButton>
        )}
      </div>
      {one.refused > one.first_refused.length && (
        <p className="mt-4 text-sm text-fg-3">{t(($) => $.report.first, { count: one.first_refused.length })}</p>
      )}
      <RefusedRows rows={one.first_refused} />
    </Card>
  );
}

function Progress({ seen, rows }: { seen: number; rows: number | null }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const share = rows && rows > 0 ? Math.min(1, seen / rows) : null;
  return (
    <div className="mb-4">
      <div
        role="progressbar"
        aria-label={t(($) => $.report.progress)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
        className="h-2 overflow-hidden rounded-full bg-surface-3"
      >
        <div
          className={share === null ? "h-full w-1/3 animate-pulse bg-brand" : "h-full bg-brand"}
          style={share === null ? undefined : { width: `${share * 100}%` }}
        />
      </div>
      <p role="status" className="tnum mt-1.5 text-sm text-fg-2">
        {rows === null
          ? t(($) => $.report.seen, { shown: format.number(seen) })
          : t(($) => $.report.seenOf, { shown: format.number(seen), rows: format.number(rows) })}{" "}
        {t(($) => $.report.leave)}
      </p>
    </div>
  );
}
