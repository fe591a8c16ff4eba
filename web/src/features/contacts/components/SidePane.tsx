import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { Filter, ListChecks, Plus, Settings2, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Failed, IconButton } from "@/shared/ui";
import { countOptions, listsOptions, type Segment, segmentsOptions } from "../api";
import type { View } from "../model";

type Props = { view: View; look: (view: View) => void; onLists: () => void };

/** Everybody, the saved segments and the lists, each with how many it holds. */
export function SidePane({ view, look, onLists }: Props) {
  const { t } = useTranslation("contacts");
  const segments = useQuery(segmentsOptions);
  const lists = useQuery(listsOptions);
  const writes = useMay("write:contacts");
  const sort = { ...(view.sort ? { sort: view.sort } : {}), ...(view.order ? { order: view.order } : {}) };
  return (
    <nav aria-label={t(($) => $.side.title)} className="flex flex-col gap-4 text-sm">
      <Line
        on={!view.segment && !view.list}
        icon={<Users aria-hidden />}
        label={t(($) => $.side.everybody)}
        onPress={() => look(sort)}
      />
      <Part
        title={t(($) => $.side.segments)}
        end={
          <Link
            to="/segments"
            aria-label={t(($) => $.side.manageSegments)}
            title={t(($) => $.side.manageSegments)}
            className="grid size-7 place-items-center rounded-control text-fg-3 hover:bg-surface-2 hover:text-fg"
          >
            <Settings2 className="size-4" aria-hidden />
          </Link>
        }
      >
        {segments.data ? (
          segments.data.data.map((segment) => (
            <SegmentLine
              key={segment.id}
              segment={segment}
              on={view.segment === segment.id}
              onPress={() => look({ ...sort, segment: segment.id })}
            />
          ))
        ) : segments.isError ? (
          <li>
            <Failed tight error={segments.error} retry={() => void segments.refetch()} />
          </li>
        ) : (
          <li>
            <Bones rows={3} className="h-6" />
          </li>
        )}
        {segments.data?.data.length === 0 && <li className="px-2 text-fg-3">{t(($) => $.side.noSegments)}</li>}
        {writes && (
          <li>
            <Link
              to="/segments/$segmentId"
              params={{ segmentId: "new" }}
              className="flex min-h-8 items-center gap-2 rounded-control px-2 text-brand-fg hover:bg-surface-2 max-md:min-h-10"
            >
              <Plus className="size-4" aria-hidden />
              {t(($) => $.side.newSegment)}
            </Link>
          </li>
        )}
      </Part>
      <Part
        title={t(($) => $.side.lists)}
        end={
          writes && (
            <IconButton label={t(($) => $.side.manageLists)} className="text-fg-3" onPress={onLists}>
              <Settings2 aria-hidden />
            </IconButton>
          )
        }
      >
        {lists.data ? (
          lists.data.data.map((list) => (
            <li key={list.id}>
              <Line
                on={view.list === list.id}
                icon={<ListChecks aria-hidden />}
                label={list.name}
                count={list.members}
                onPress={() => look({ ...sort, list: list.id })}
              />
            </li>
          ))
        ) : lists.isError ? (
          <li>
            <Failed tight error={lists.error} retry={() => void lists.refetch()} />
          </li>
        ) : (
          <li>
            <Bones rows={2} className="h-6" />
          </li>
        )}
        {lists.data?.data.length === 0 && <li className="px-2 text-fg-3">{t(($) => $.side.noLists)}</li>}
      </Part>
    </nav>
  );
}

function Part({ title, end, children }: { title: string; end?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <div className="mb-1 flex h-7 items-center justify-between pl-2">
        <h2 className="text-xs font-semibold text-fg-3">{title}</h2>
        {end}
      </div>
      <ul className="flex flex-col gap-0.5">{children}</ul>
    </section>
  );
}

function SegmentLine({ segment, on, onPress }: { segment: Segment; on: boolean; onPress: () => void }) {
  const count = useQuery(countOptions(segment)).data;
  return (
    <li>
      <Line
        on={on}
        icon={<Filter aria-hidden />}
        label={segment.name}
        title={segment.description}
        count={count}
        onPress={onPress}
      />
    </li>
  );
}

type LineProps = {
  on: boolean;
  icon: ReactNode;
  label: string;
  title?: string;
  count?: number;
  onPress: () => void;
};

function Line({ on, icon, label, title, count, onPress }: LineProps) {
  const format = useFormat();
  return (
    <button
      type="button"
      aria-current={on ? "true" : undefined}
      title={title || label}
      onClick={onPress}
      className={clsx(
        "flex min-h-8 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-surface-2 max-md:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0",
        on ? "bg-brand-soft font-medium text-brand-fg" : "text-fg-2",
      )}
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {count !== undefined && (
        <span className={clsx("tnum text-xs", on ? "text-brand-fg" : "text-fg-3")} title={format.number(count)}>
          {format.compact(count)}
        </span>
      )}
    </button>
  );
}
