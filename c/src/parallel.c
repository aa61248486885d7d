// An optional pool of threads: none until a long array meets a thread count above 1. A call that finds the pool busy
// runs on its own thread alone, so nothing ever waits for another caller, and nothing nests.
//
// Long calls wake threads, which takes these a while. Some stay awake after their work: the next call, if it comes
// soon, finds them there, and may be short. They give way to any other thread meanwhile, and whether calls gain by them
// is measured: a thread that spins beside them (OpenMP's does) may keep them from the CPU when a call counts on them,
// and where all CPUs have other work nothing is gained. Tried and lost: counting on threads that wait for the caller's
// own CPU (a third of all runs then gained nothing); short calls that keep trying (two processes did 0.77 of what they
// do without); threads that don't give way (a caller's own threads did 0.8).
//
// Where the system lets us, threads are kept off the CPU of their caller. Kernels may wake them on it, though another
// is idle, and there they wait until the call has ended without them: after pauses up to eight calls did so in a row.
#if defined(__linux__)
#define _GNU_SOURCE // for the affinity of threads
#endif
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "internal.h"

#if defined(_WIN32)
#include <windows.h>
typedef SRWLOCK lock;
typedef CONDITION_VARIABLE condition;
#define LOCK_INIT SRWLOCK_INIT
#define CONDITION_INIT CONDITION_VARIABLE_INIT
static void lock_take(lock *l) { AcquireSRWLockExclusive(l); }
static void lock_give(lock *l) { ReleaseSRWLockExclusive(l); }
static void wait_for(condition *c, lock *l) { SleepConditionVariableSRW(c, l, INFINITE, 0); }
static void wake_all(condition *c) { WakeAllConditionVariable(c); }
static void give_way(void) { SwitchToThread(); }
static int when_forked(void (*in_child)(void)) { return in_child != NULL; }
static double microseconds(void)
{
    LARGE_INTEGER ticks, per_second;
    QueryPerformanceCounter(&ticks);
    QueryPerformanceFrequency(&per_second);
    return (double)ticks.QuadPart * 1e6 / (double)per_second.QuadPart;
}
typedef char worker; // nothing is asked of one
static void keep_off_own_cpu(const worker *all, size_t count, int *off) { (void)all, (void)count, (void)off; }
static DWORD WINAPI worker_main(void *argument);
static int start_thread(worker *made)
{
    (void)made;
    const HANDLE thread = CreateThread(NULL, 0, worker_main, NULL, 0, NULL);
    if (thread == NULL) return 0;
    CloseHandle(thread);
    return 1;
}
#define WORKER_RETURN DWORD WINAPI
#define WORKER_RESULT 0
#else
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <time.h>
typedef pthread_mutex_t lock;
typedef pthread_cond_t condition;
#define LOCK_INIT PTHREAD_MUTEX_INITIALIZER
#define CONDITION_INIT PTHREAD_COND_INITIALIZER
static void lock_take(lock *l) { pthread_mutex_lock(l); }
static void lock_give(lock *l) { pthread_mutex_unlock(l); }
static void wait_for(condition *c, lock *l) { pthread_cond_wait(c, l); }
static void wake_all(condition *c) { pthread_cond_broadcast(c); }
static void give_way(void) { sched_yield(); }
static int when_forked(void (*in_child)(void)) { return pthread_atfork(NULL, NULL, in_child) == 0; }
static double microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}
typedef pthread_t worker;
// On the others that the caller may use. *off is the CPU that they are off already.
static void keep_off_own_cpu(const worker *all, size_t count, int *off)
{
#if defined(__linux__) && !defined(__ANDROID__)
    const int cpu = sched_getcpu();
    cpu_set_t others;
    if (cpu < 0 || cpu == *off || sched_getaffinity(0, sizeof others, &others) != 0) return;
    *off = cpu;
    CPU_CLR((size_t)cpu, &others);
    for (size_t i = 0; i < count && CPU_COUNT(&others) > 0; i++) pthread_setaffinity_np(all[i], sizeof others, &others);
#else
    (void)all, (void)count, (void)off;
#endif
}
static void *worker_main(void *argument);
static int start_thread(worker *made)
{
    // A worker takes no signals: they are the program's, and its handlers expect its threads.
    sigset_t all, before;
    pthread_attr_t attributes;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    const int failed = pthread_create(made, &attributes, worker_main, NULL);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !failed;
}
#define WORKER_RETURN void *
#define WORKER_RESULT NULL
#endif

enum { MAX_THREADS = 1024, NO_CPU = -1 };

// How many microseconds late a sleeping thread wakes, in a virtual machine; some 10 are its waker's. As long again each
// stays awake after its work, but gives way to any thread that is ready: the next call finds it there.
enum { WAKING = 60 };
// The same of a thread that is awake, and whose cache has nothing of what it gets.
enum { NOTICING = 5 };
// So long a call wakes threads whatever they gained before: it loses little by that.
enum { LONG = 4 * WAKING };

// The work of one call. Each thread takes the next piece until none is left.
typedef struct {
    task *run;
    void *context;
    size_t n, grain;
    atomic_size_t next;
} job;

static struct {
    lock guard;
    condition started, finished;
    job *current;          // guarded, NULL between jobs
    atomic_size_t ticket;  // changes guarded, counts jobs
    size_t wanted;         // guarded, workers that may still join the job
    atomic_size_t awake;   // changes guarded, workers that look out for one
    atomic_size_t working; // changes guarded, workers inside it
    size_t workers;        // guarded, threads that exist
    int off;               // guarded, the CPU that they are kept off, or NO_CPU
    worker all[MAX_THREADS];
} pool = {.guard = LOCK_INIT, .started = CONDITION_INIT, .finished = CONDITION_INIT, .off = NO_CPU};

static atomic_int pool_busy; // 1 while a call uses it
// Guarded by it: when a call last did without sleeping threads, how long it and those before have lost by that, and how
// long they may before they are woken: twice as long each time, but that shared calls gain. Where all CPUs have other
// work, that of a program's own threads too, they don't. Every RECENT microseconds that starts anew: it may be so no
// longer, and one try isn't enough to tell, as the first after a while takes longest to wake a CPU.
static double missed_at, missed, anew_at, patience = WAKING;
enum { MOST_PATIENCE = 20000, RECENT = 100000 };
// Whether threads stay awake, and how many calls in a row haven't gained by that.
static atomic_int stays_awake = 1;
static int failures;
enum { MOST_FAILURES = 2 };
static atomic_int refused;      // 1 after a call that another found in the pool
static atomic_int thread_count; // 0 until asked for

static void take_pieces(job *j)
{
    for (;;) {
        const size_t begin = atomic_fetch_add_explicit(&j->next, j->grain, memory_order_relaxed);
        if (begin >= j->n) return;
        j->run(j->context, begin, j->n - begin < j->grain ? j->n : begin + j->grain);
    }
}

static void lengthen_patience(void)
{
    if (patience < MOST_PATIENCE) patience *= 2;
}

// Whether calls have together lost more for want of threads than waking them takes.
static int is_missed(double left)
{
    const double now = microseconds();
    missed = left / 2 + (now < missed_at + WAKING ? missed : 0);
    missed_at = now + left;
    if (now > anew_at + RECENT) {
        anew_at = now;
        patience = WAKING;
    }
    if (missed < patience) return 0;
    missed = 0;
    lengthen_patience();
    stays_awake = 1;
    return 1;
}

// After a shared call, for which threads were awake or not.
static void note_gain(int awake, int gained)
{
    if (gained) {
        patience = WAKING;
        stays_awake = 1;
        failures = 0;
    } else if (awake && ++failures == MOST_FAILURES) {
        stays_awake = failures = 0;
    }
}

// Until there is another job, a time has come, or another thread had the CPU: asleep, this one will be woken on one
// that is free. 0 where it is to sleep. The caller has the guard.
static int look_out(void)
{
    const size_t last = pool.ticket;
    double now = microseconds(), before = now;
    const double end = now + WAKING;
    pool.awake++;
    lock_give(&pool.guard);
    while (atomic_load(&pool.ticket) == last && now < end && now < before + 2 * NOTICING) {
        before = now;
        give_way();
        now = microseconds();
    }
    lock_take(&pool.guard);
    pool.awake--;
    return now < end && now < before + 2 * NOTICING;
}

static WORKER_RETURN worker_main(void *argument)
{
    (void)argument;
    size_t seen = 0;
    lock_take(&pool.guard);
    for (;;) {
        for (int looking = 1; pool.current == NULL || pool.ticket == seen || pool.wanted == 0;) {
            if (!looking) wait_for(&pool.started, &pool.guard);
            looking = stays_awake && (!looking || look_out());
        }
        seen = pool.ticket;
        pool.wanted--;
        pool.working++;
        job *const j = pool.current;
        lock_give(&pool.guard);
        take_pieces(j);
        lock_take(&pool.guard);
        if (--pool.working == 0) wake_all(&pool.finished);
    }
    return WORKER_RESULT;
}

// A forked child inherits the pool's memory and none of its threads: it starts from an empty one, and as if no call had
// been.
static void empty_pool(void)
{
    pool.guard = (lock)LOCK_INIT;
    pool.started = (condition)CONDITION_INIT;
    pool.finished = (condition)CONDITION_INIT;
    pool.current = NULL;
    pool.wanted = pool.workers = 0;
    pool.off = NO_CPU;
    atomic_store(&pool.awake, 0);
    atomic_store(&pool.working, 0);
    atomic_store(&pool_busy, 0);
    missed = 0;
    patience = WAKING;
    stays_awake = 1;
    failures = 0;
}

relume_status relume_share(task *run, void *context, size_t n, size_t grain, size_t first)
{
    const int32_t threads = relume_num_threads();
    if (threads < 1) return RELUME_BAD_THREADS;
    if (threads == 1 || n <= first + grain) {
        run(context, 0, n);
        return RELUME_OK;
    }
    double left = INFINITY;
    int idle = 0;
    if (first > 0) {
        const double begun = microseconds();
        run(context, 0, first);
        left = (microseconds() - begun) / (double)first * (double)(n - first);
    }
    const int is_brief = left < 2 * NOTICING;
    if (is_brief || !atomic_compare_exchange_strong(&pool_busy, &idle, 1)) {
        if (!is_brief) atomic_store(&refused, 1);
        run(context, first, n);
        return RELUME_OK;
    }
    if (atomic_exchange(&refused, 0)) {
        stays_awake = 0;
        lengthen_patience();
    }
    size_t helpers = (n - first - 1) / grain;
    if (helpers > (size_t)threads - 1) helpers = (size_t)threads - 1;
    const size_t awake = stays_awake ? atomic_load(&pool.awake) : 0;
    const int wake = left >= LONG || (awake < helpers && is_missed(left));
    if (!wake && awake == 0) {
        atomic_store(&pool_busy, 0);
        run(context, first, n);
        return RELUME_OK;
    }
    static int fork_handled; // guarded by pool_busy
    if (!fork_handled) fork_handled = when_forked(empty_pool);
    job j = {run, context, n, grain, first};
    if (!wake && helpers > awake) helpers = awake;
    const double shared_at = microseconds();
    lock_take(&pool.guard);
    for (; pool.workers < helpers && start_thread(&pool.all[pool.workers]); pool.workers++) pool.off = NO_CPU;
    keep_off_own_cpu(pool.all, pool.workers, &pool.off);
    pool.current = &j;
    pool.ticket++;
    pool.wanted = helpers;
    if (wake) wake_all(&pool.started);
    lock_give(&pool.guard);
    take_pieces(&j);
    lock_take(&pool.guard);
    const int alone = pool.wanted == helpers;
    pool.current = NULL;
    pool.wanted = 0;
    lock_give(&pool.guard);
    // One that is awake and didn't come waits for this CPU: then it will find that out, and sleep.
    if (alone && atomic_load(&pool.awake) > 0) give_way();
    for (const double end = microseconds() + WAKING; atomic_load(&pool.working) > 0 && microseconds() < end;) continue;
    lock_take(&pool.guard);
    while (atomic_load(&pool.working) > 0) wait_for(&pool.finished, &pool.guard);
    lock_give(&pool.guard);
    note_gain(awake > 0, microseconds() - shared_at < 0.8 * left);
    atomic_store(&pool_busy, 0);
    return RELUME_OK;
}

int32_t relume_num_threads(void)
{
    int count = atomic_load_explicit(&thread_count, memory_order_relaxed);
    if (count != 0) return count;
    const char *text = getenv("RELUME_NUM_THREADS");
    count = 1;
    if (text != NULL && *text != '\0') {
        char *end;
        const long value = strtol(text, &end, 10);
        count = *end == '\0' && value >= 1 && value <= MAX_THREADS ? (int)value : -1;
    }
    atomic_store_explicit(&thread_count, count, memory_order_relaxed);
    return count;
}

relume_status relume_set_num_threads(int32_t count)
{
    if (count < 1 || count > MAX_THREADS) return RELUME_BAD_THREADS;
    atomic_store_explicit(&thread_count, count, memory_order_relaxed);
    return RELUME_OK;
}
