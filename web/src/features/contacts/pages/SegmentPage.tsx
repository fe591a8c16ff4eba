import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Trash2, Users } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, may, useMay } from "@/shared/api";
import { EVERYBODY, type Has, type Query, QueryEditor, type Question, useHas } from "@/shared/query";
import {
  Bones,
  Button,
  Card,
  Crumb,
  Denied,
  Empty,
  Failed,
  Field,
  Leaving,
  LinkButton,
  PageBody,
  PageHead,
  useDeed,
  useErrors,
} from "@/shared/ui";
import { deeds, type Segment, segmentsOptions, told } from "../api";
import { Explain } from "../components/Explain";
import { RemoveSegment } from "../components/RemoveSegment";

const route = getRouteApi("/inside/segments/$segmentId");

/** One segment, or a new one: its question by form and as text, how many it holds, and why somebody is in it. */
export function SegmentPage() {
  const { t } = useTranslation("segments");
  const { segmentId } = route.useParams();
  const fresh = segmentId === "new";
  const segments = useQuery(segmentsOptions);
  const { has, error, retry } = useHas(segmentId);
  if (fresh && !may("write:contacts")) return <Denied permission="write:contacts" />;
  const segment = segments.data?.data.find((one) => one.id === segmentId);
  const back = <Crumb to="/segments">{t(($) => $.title)}</Crumb>;
  if (!has || !segments.data || (!fresh && !segment))
    return (
      <PageBody wide>
        {back}
        {error || segments.isError ? (
          <Failed error={error ?? segments.error} retry={retry} />
        ) : has && segments.data ? (
          <Empty icon={<Users aria-hidden />} title={t(($) => $.gone)} />
        ) : (
          <Bones rows={3} className="h-40" />
        )}
      </PageBody>
    );
  return <Editor key={segmentId} segment={segment} has={has} />;
}

const FIELDS = ["name", "description", "query", "text"] as const;

function Editor({ segment, has }: { segment?: Segment; has: Has }) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const writes = useMay("write:contacts");
  const [name, setName] = useState(segment?.name ?? "");
  const [description, setDescription] = useState(segment?.description ?? "");
  const [question, setQuestion] = useState<Question | null>(null);
  const [removing, setRemoving] = useState(false);
  const { errors, clear, set, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const kept = useRef(false);
  const before = {
    name: segment?.name ?? "",
    description: segment?.description ?? "",
    text: segment?.text ?? "everybody",
  };
  const dirty = () =>
    !kept.current &&
    writes &&
    (name !== before.name ||
      description !== before.description ||
      (question !== null && question.text !== before.text));
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!question) return;
    void act({
      run: (key) => deeds.segment(segment?.id ?? null, { name: name.trim(), description, text: question.text }, key),
      changes: [keys.segments(), keys.segmentCounts(), keys.contacts()],
      done: t(($) => $.saved),
      failed: (error) => {
        const taken = told(error, "SEGMENT_NAME_TAKEN");
        if (taken) set("name", taken);
        else take(error);
      },
      after: () => {
        kept.current = true;
        void navigate({ to: "/segments" });
      },
    });
  };
  return (
    <PageBody wide>
      <PageHead
        back={<Crumb to="/segments">{t(($) => $.title)}</Crumb>}
        title={segment?.name ?? t(($) => $.new)}
        end={
          segment && (
            <>
              <LinkButton to="/contacts" search={{ segment: segment.id }} look="secondary" icon={<Users aria-hidden />}>
                {t(($) => $.show)}
              </LinkButton>
              {writes && (
                <Button icon={<Trash2 aria-hidden />} className="text-danger" onPress={() => setRemoving(true)}>
                  {t(($) => $.remove)}
                </Button>
              )}
            </>
          )
        }
      />
      <form onSubmit={save} className="flex flex-col gap-4">
        <Card>
          <div className="grid gap-4 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
            <Field
              label={t(($) => $.name)}
              value={name}
              error={errors.name}
              maxLength={120}
              isRequired
              isDisabled={!writes}
              autoFocus={!segment}
              onChange={(value) => {
                clear("name");
                setName(value);
              }}
            />
            <Field
              label={t(($) => $.description)}
              value={description}
              error={errors.description}
              isDisabled={!writes}
              onChange={(value) => {
                clear("description");
                setDescription(value);
              }}
            />
          </div>
        </Card>
        <Card title={t(($) => $.who)}>
          <QueryEditor value={(segment?.query as Query | undefined) ?? EVERYBODY} onChange={setQuestion} has={has} />
          {(errors.query ?? errors.text) && (
            <p role="alert" className="mt-2 text-sm text-danger">
              {errors.query ?? errors.text}
            </p>
          )}
        </Card>
        {writes && (
          <div className="flex justify-end gap-2">
            <Button type="submit" look="primary" size="form" busy={busy} isDisabled={!question || !name.trim()}>
              {common(($) => $.save)}
            </Button>
          </div>
        )}
      </form>
      <div className="mt-4">
        <Explain question={question} has={has} />
      </div>
      {removing && segment && (
        <RemoveSegment
          segment={segment}
          onClose={() => setRemoving(false)}
          onGone={() => {
            kept.current = true;
            void navigate({ to: "/segments" });
          }}
        />
      )}
      <Leaving dirty={dirty} />
    </PageBody>
  );
}
