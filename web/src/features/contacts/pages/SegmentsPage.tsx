import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Filter, Pencil, Plus, Trash2, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Crumb, Empty, Failed, IconButton, LinkButton, PageBody, PageHead, Refreshing } from "@/shared/ui";
import { countOptions, type Segment, segmentsOptions } from "../api";
import { RemoveSegment } from "../components/RemoveSegment";

/** The saved questions about people, each with how many it holds now. */
export function SegmentsPage() {
  const { t } = useTranslation("segments");
  const writes = useMay("write:contacts");
  const navigate = useNavigate();
  const segments = useQuery(segmentsOptions);
  const [removing, setRemoving] = useState<Segment | null>(null);
  const add = t(($) => $.add);
  useActions(
    writes
      ? [
          {
            id: "segments:new",
            label: add,
            group: t(($) => $.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: () => void navigate({ to: "/segments/$segmentId", params: { segmentId: "new" } }),
          },
        ]
      : [],
  );
  const addButton = writes && (
    <LinkButton to="/segments/$segmentId" params={{ segmentId: "new" }} icon={<Plus aria-hidden />}>
      {add}
    </LinkButton>
  );
  const all = segments.data?.data ?? [];
  return (
    <PageBody>
      <Refreshing busy={segments.isFetching && !segments.isPending} />
      <PageHead
        back={<Crumb to="/contacts">{t(($) => $.contacts)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={all.length > 0 && addButton}
      />
      {segments.data ? (
        all.length > 0 ? (
          <ul aria-label={t(($) => $.title)} className="flex flex-col gap-3">
            {all.map((segment) => (
              <SegmentRow
                key={segment.id}
                segment={segment}
                onRemove={writes ? () => setRemoving(segment) : undefined}
              />
            ))}
          </ul>
        ) : (
          <Empty icon={<Filter aria-hidden />} title={t(($) => $.none)} action={addButton}>
            {t(($) => $.noneHint)}
          </Empty>
        )
      ) : segments.isError ? (
        <Failed error={segments.error} retry={() => void segments.refetch()} />
      ) : (
        <Bones rows={4} className="h-20" />
      )}
      {removing && <RemoveSegment segment={removing} onClose={() => setRemoving(null)} />}
    </PageBody>
  );
}

function SegmentRow({ segment, onRemove }: { segment: Segment; onRemove?: () => void }) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const count = useQuery(countOptions(segment));
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-line bg-surface p-4 shadow-e1">
      <div className="min-w-0 flex-1 basis-64">
        <Link
          to="/segments/$segmentId"
          params={{ segmentId: segment.id }}
          className="text-base font-semibold text-fg hover:underline"
        >
          {segment.name}
        </Link>
        {segment.description && <p className="text-sm text-fg-2">{segment.description}</p>}
        <code className="mt-1 block truncate font-mono text-xs text-fg-3" title={segment.text}>
          {segment.text}
        </code>
      </div>
      <Link
        to="/contacts"
        search={{ segment: segment.id }}
        className="tnum inline-flex min-h-8 items-center gap-1.5 rounded-control px-2 text-sm text-brand-fg hover:bg-surface-2"
      >
        <Users className="size-4" aria-hidden />
        {count.data === undefined
          ? t(($) => (count.isError ? $.noCount : $.counting))
          : t(($) => $.count, { count: count.data, shown: format.number(count.data) })}
      </Link>
      {onRemove && (
        <span className="flex">
          <Link
            to="/segments/$segmentId"
            params={{ segmentId: segment.id }}
            aria-label={t(($) => $.editOf, { name: segment.name })}
            title={t(($) => $.editOf, { name: segment.name })}
            className="grid size-8 place-items-center rounded-control text-fg-2 hover:bg-surface-2 max-md:size-10"
          >
            <Pencil className="size-[18px]" aria-hidden />
          </Link>
          <IconButton label={t(($) => $.removeOf, { name: segment.name })} onPress={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}
