import clsx from "clsx";
import { CirclePlus, FolderPlus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Combo, IconButton, Select } from "@/shared/ui";
import {
  about,
  bare,
  changed,
  fieldOf,
  type Has,
  inWay,
  isGroup,
  JOININGS,
  type Joining,
  join,
  joiningOf,
  type Leaf,
  negate,
  type Query,
  wayOf,
  waysOf,
} from "./model";
import { ValueField } from "./ValueField";
import { useQueryWords } from "./words";

type Change = (path: readonly number[], to: (part: Query) => Query | undefined) => void;
type PartProps = { query: Query; path: readonly number[]; change: Change; has: Has };

/** A question as conditions and groups, filled in. */
export function QueryForm({ value, onChange, has }: { value: Query; onChange: (query: Query) => void; has: Has }) {
  return <GroupPart query={value} path={[]} has={has} change={(path, to) => onChange(changed(value, path, to))} />;
}

function GroupPart({ query, path, change, has }: PartProps) {
  const { t } = useTranslation("query");
  const { inner } = bare(query);
  const parts = isGroup(inner) ? inner.of : [];
  const joining = joiningOf(query);
  const add = (part: Query) => change(path, () => join(joining, [...parts, part]));
  return (
    <fieldset
      className={clsx(
        "flex min-w-0 flex-col gap-2",
        path.length > 0 && "rounded-node border border-line-strong border-l-2 border-l-brand bg-surface-2 p-3",
      )}
    >
      <legend className="sr-only">{t(($) => (path.length > 0 ? $.group : $.whole))}</legend>
      <div className="flex items-center gap-2">
        <Select
          label={t(($) => $.joined)}
          quiet
          className="w-72 max-w-full"
          value={joining}
          onChange={(to) => change(path, () => join(to as Joining, parts))}
          options={JOININGS.map((id) => ({ id, label: t(($) => $.joining[id]) }))}
        />
        {path.length > 0 && (
          <IconButton label={t(($) => $.removeGroup)} className="ml-auto" onPress={() => change(path, () => undefined)}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      {parts.length === 0 && (
        <p className="text-sm text-fg-3">{t(($) => (path.length > 0 ? $.emptyGroup : $.everybody))}</p>
      )}
      <ul className="flex flex-col gap-2">
        {parts.map((part, at) => {
          const own = { query: part, path: [...path, at], change, has };
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place: nothing of it is kept elsewhere
            <li key={at}>{isGroup(bare(part).inner) ? <GroupPart {...own} /> : <Condition {...own} />}</li>
          );
        })}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button look="quiet" icon={<CirclePlus aria-hidden />} onPress={() => add(about("tag", has))}>
          {t(($) => $.addCondition)}
        </Button>
        {path.length < 4 && (
          <Button
            look="quiet"
            icon={<FolderPlus aria-hidden />}
            onPress={() => add({ kind: "any", of: [about("tag", has)] })}
          >
            {t(($) => $.addGroup)}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

function Condition({ query, path, change, has }: PartProps) {
  const { t } = useTranslation("query");
  const words = useQueryWords(has);
  const { negated, inner } = bare(query);
  const leaf = inner as Leaf;
  const field = fieldOf(leaf);
  const known = words.fields.some((one) => one.id === field);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 rounded-node border border-line bg-surface p-2 @lg:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,5fr)_auto]">
      <Combo
        label={t(($) => $.fieldLabel)}
        quiet
        value={field}
        onChange={(id) => id && id !== field && change(path, () => about(id, has))}
        options={known ? words.fields : [...words.fields, { id: field, label: words.field(field) }]}
      />
      <Select
        label={t(($) => $.wayLabel)}
        quiet
        className="row-start-2 @lg:row-start-auto"
        value={wayOf(leaf, negated)}
        onChange={(way) => change(path, () => inWay(leaf, way))}
        options={waysOf(leaf, negated, has).map((id) => ({ id, label: words.way(leaf, id) }))}
      />
      <div className="row-start-3 min-w-0 empty:hidden @lg:row-start-auto">
        <ValueField leaf={leaf} has={has} onChange={(next) => change(path, () => negate(next, negated))} />
      </div>
      <IconButton
        label={t(($) => $.removeCondition, { what: words.describe(query) })}
        className="col-start-2 row-start-1 mt-0.5 @lg:col-start-4"
        onPress={() => change(path, () => undefined)}
      >
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
