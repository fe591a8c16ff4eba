import { RefreshCw } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Bones, IconButton, useNow } from "@/shared/ui";

/** When the ERP said so. */
export function Stamp({ at }: { at: string }) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  const now = useNow();
  const [day, today] = [format.dayKey(at), format.dayKey(now)];
  return (
    <time dateTime={at} title={format.dateTime(at)} className="mt-1 block text-xs text-fg-3">
      {t(($) => $.asOf, { time: day === today ? format.relative(at, now) : format.dateTime(at) })}
    </time>
  );
}

/** The ERP did not tell this part; everything else of the pane goes on. */
export function Broken({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation("erpCard");
  const told = error instanceof ApiError && error.message ? error.message : t(($) => $.failed);
  return (
    <div role="alert" className="flex items-start gap-2 rounded-control bg-danger-soft px-3 py-2 text-danger">
      <p className="min-w-0 flex-1">{told}</p>
      <button type="button" onClick={retry} className="min-h-6 shrink-0 font-medium underline">
        {t(($) => $.tryAgain, { ns: "common" })}
      </button>
    </div>
  );
}

/** Told once for each answer of the ERP. */
export function useTold(at: string | undefined, onTold: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer, whoever listens
  useEffect(() => {
    if (at) onTold();
  }, [at]);
}

type LiveProps<T> = {
  title: string;
  query: { data?: T; isError: boolean; isFetching: boolean; error: unknown; refetch: () => unknown };
  at?: string;
  /** Shown until the ERP has answered. */
  meanwhile?: ReactNode;
  children: (data: T) => ReactNode;
};

/** One part of what the ERP is asked now, with a state of its own. */
export function Live<T>({ title, query, at, meanwhile, children }: LiveProps<T>) {
  const { t } = useTranslation("erpCard");
  const again = () => void query.refetch();
  return (
    <section aria-label={title} aria-busy={query.isFetching}>
      <div className="flex min-h-8 items-center gap-1">
        <h4 className="flex-1 font-semibold">{title}</h4>
        <IconButton label={t(($) => $.refresh, { part: title })} onPress={again} className="-mr-2">
          <RefreshCw aria-hidden className={query.isFetching ? "animate-spin" : undefined} />
        </IconButton>
      </div>
      {query.isError && <Broken error={query.error} retry={again} />}
      {query.data !== undefined
        ? children(query.data)
        : (meanwhile ?? (!query.isError && <Bones rows={1} className="h-6" />))}
      {query.data !== undefined && at && <Stamp at={at} />}
    </section>
  );
}
