"""Bounds of the flow engine: beyond one of them a session fails with its reason and the contact goes to a person."""

import datetime as dt

STEPS_PER_EVENT = 100
"""Nodes entered because of one input: more is a loop that waits for nobody."""

STEPS_WITHOUT_ANSWER = 1_000
"""Nodes entered since the customer last wrote: loops that only wait for timers end here."""

JUMPS_WITHOUT_ANSWER = 10
"""Changes of flow since the customer last wrote: flows that call each other in a circle end here."""

CALL_DEPTH = 5
"""Flows waiting for a flow they called."""

HISTORY = 50
"""Visited nodes a session remembers; the oldest are forgotten, analytics has had them."""

VARIABLES = 100
"""Variables of one session."""

SMALL_VALUE = 256
"""Characters of a text that is kept without weighing all variables."""

VARIABLES_BYTES = 32 * 1024
"""All variables of a session as JSON, weighed whenever a larger value is set."""

PENDING = 20
"""Inputs kept while nothing waits for them."""

ANSWER_LENGTH = 4_096
"""Characters of one answer that a question takes."""

LAST_MESSAGE_LENGTH = 1_024
"""Characters of the customer's last message that texts may quote."""

REVIVAL_TRIES = 2
"""How often we ask again whether to go on before a person is asked to look."""

SESSION_LIFE = dt.timedelta(hours=24)
"""How long a question without a time-out of its own waits before the session expires."""

REVIVAL = dt.timedelta(days=7)
"""How long after an expiry the contact is still asked whether to go on."""

LONGEST_DELAY = dt.timedelta(days=30)
"""Longest delay or time-out a node may ask for."""

RETRIES = 10
"""Most retries a question may allow."""

LOOP_ITEMS = 100
"""Most items a loop goes over; those that wait for nobody meet the bound on nodes of one input sooner."""

LOOP_DEPTH = 5
"""Loops inside loops."""

SPLIT_WAYS = 10
"""Ways of one split."""

CASES = 50
"""Cases of one switch, labels of one classification."""

OPTIONS = 100
"""Most options of one menu, over all its pages."""

NESTING = 32
"""Lists and objects inside each other in what a node or an edge holds."""

NODES = 1_000
EDGES = 4_000
"""Largest graph that is taken."""

OUTCOME_LIFE = dt.timedelta(hours=1)
"""How long the outcome of something asked outside is waited for before the session expires."""

CALL_SECONDS = 30.0
"""Longest time-out of one request to somebody's service."""

CALL_RETRIES = 3
"""Most repetitions of such a request."""

CALL_PAUSE = dt.timedelta(seconds=2)
"""Pause before the first repetition; it doubles."""

ANSWER_BYTES = 256 * 1024
"""Bytes of such an answer that are read; a longer one is an error."""
