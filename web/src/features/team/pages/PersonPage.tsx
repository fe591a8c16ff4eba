import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { KeyRound, Link2, UserMinus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay, useSession } from "@/shared/api";
import { Avatar, Badge, Bones, Button, Confirm, Crumb, Failed, PageBody, PageHead, useDeed } from "@/shared/ui";
import { deeds, type Invitation, type Person, personOptions } from "../api";
import { InvitationDialog } from "../components/InvitationDialog";
import { Matrix } from "../components/Matrix";
import { PersonForm } from "../components/PersonForm";
import { ActivityCard, Sessions } from "../components/Traces";
import { useWords } from "../components/words";
import { STATE_TONES, stateOf } from "../model";

const route = getRouteApi("/inside/settings/team/$userId");

/** What can be done about somebody: a link for them, their second factor, their leaving. */
function Doings({ person }: { person: Person }) {
  const { t } = useTranslation("team");
  const navigate = useNavigate();
  const [asked, setAsked] = useState<"mfa" | "remove" | null>(null);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const { busy, act } = useDeed();
  const close = () => setAsked(null);
  const invite = () =>
    act({ run: (key) => deeds.invite(person.id, key), changes: [keys.user(person.id)], after: setInvitation });
  const resetMfa = () =>
    act({ run: () => deeds.resetMfa(person.id), done: t(($) => $.person.resetMfaDone), after: close });
  const remove = () =>
    act({
      run: () => deeds.remove(person.id),
      changes: [keys.users()],
      done: t(($) => $.person.removed, { name: person.name }),
      after: () => void navigate({ to: "/settings/team" }),
    });
  return (
    <>
      <Button icon={<Link2 aria-hidden />} busy={busy} onPress={() => void invite()}>
        {t(($) => $.invitation.new)}
      </Button>
      <Button icon={<KeyRound aria-hidden />} onPress={() => setAsked("mfa")}>
        {t(($) => $.person.resetMfa)}
      </Button>
      <Button icon={<UserMinus aria-hidden />} className="text-danger" onPress={() => setAsked("remove")}>
        {t(($) => $.person.remove)}
      </Button>
      {invitation && <InvitationDialog invitation={invitation} onClose={() => setInvitation(null)} />}
      {asked && (
        <Confirm
          open
          onClose={close}
          title={asked === "mfa" ? t(($) => $.person.resetMfa) : t(($) => $.person.removeAsk, { name: person.name })}
          action={t(($) => (asked === "mfa" ? $.person.resetMfa : $.person.remove))}
          onConfirm={() => void (asked === "mfa" ? resetMfa() : remove())}
          busy={busy}
        >
          {t(($) => (asked === "mfa" ? $.person.resetMfaHint : $.person.removeHint))}
        </Confirm>
      )}
    </>
  );
}

/** One person: who they are, what they may do and why, where they are signed in, what they did. */
export function PersonPage() {
  const { t } = useTranslation("team");
  const { userId } = route.useParams();
  const words = useWords();
  const manages = useMay("manage:users");
  const me = useSession((s) => s.me?.user?.id);
  const query = useQuery(personOptions(userId));
  const back = <Crumb to="/settings/team">{t(($) => $.title)}</Crumb>;
  const person = query.data;
  if (!person)
    return (
      <PageBody>
        {back}
        {query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Bones rows={3} className="h-32" />
        )}
      </PageBody>
    );
  const own = person.id === me;
  return (
    <PageBody>
      <PageHead
        back={back}
        title={
          <span className="flex items-center gap-3">
            <Avatar name={person.name} seed={person.id} size={40} />
            {person.name}
            {own && <Badge tone="info">{t(($) => $.person.you)}</Badge>}
            <Badge tone={STATE_TONES[stateOf(person)]}>{t(($) => $.state[stateOf(person)])}</Badge>
          </span>
        }
        about={words.roleOf(person)}
        end={manages && !own && <Doings person={person} />}
      />
      <div className="grid grid-cols-1 items-start gap-4 [&>*]:min-w-0 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <PersonForm person={person} />
          {(manages || own) && <Sessions id={person.id} />}
          {(manages || own) && <ActivityCard id={person.id} />}
        </div>
        <Matrix id={person.id} role={words.roleOf(person)} />
      </div>
    </PageBody>
  );
}
