import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, keys, ok } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button, Card, Failed } from "@/shared/ui";

const TONES = { running: "info", done: "brand", failed: "danger" } as const;
const LOOK_MS = 2000;

/** Imports that were before, each with its report. */
export function EarlierImports() {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const found = useInfiniteQuery({
    queryKey: keys.imports(),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET("/api/v1/contacts/imports", { params: { query: { limit: 10, cursor: pageParam } }, signal })),
    getNextPageParam: ({ pagination }) => pagination.next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some((one) => one.state === "running")) ? LOOK_MS : false,
  });
  const all = found.data?.pages.flatMap((page) => page.data) ?? [];
  if (found.isError && !found.data)
    return (
      <Card title={t(($) => $.earlier.title)}>
        <Failed tight error={found.error} retry={() => void found.refetch()} />
      </Card>
    );
  if (found.data && all.length === 0) return null;
  return (
    <Card title={t(($) => $.earlier.title)}>
      {found.data ? (
        <ul className="-mx-2 flex flex-col">
          {all.map((one) => (
            <li key={one.id}>
              <Link
                to="/contacts/import"
                search={{ id: one.id }}
                className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 rounded-control px-2 py-2 text-sm hover:bg-surface-2"
              >
                <span className="min-w-0 flex-1 basis-48">
                  <b className="block truncate font-medium text-fg">{one.filename || t(($) => $.report.nameless)}</b>
                  <span className="block text-xs text-fg-3">{format.dateTime(one.created_at)}</span>
                </span>
                <span className="tnum text-xs text-fg-2">
                  {t(($) => $.earlier.numbers, {
                    created: format.number(one.created),
                    updated: format.number(one.updated),
                    refused: format.number(one.refused),
                  })}
                </span>
                <Badge tone={TONES[one.state]}>{t(($) => $.state[one.state])}</Badge>
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <Bones rows={3} className="h-8" />
      )}
      {found.hasNextPage && (
        <Button className="mt-2" busy={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
          {t(($) => $.earlier.more)}
        </Button>
      )}
    </Card>
  );
}
